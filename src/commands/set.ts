// `kind-audit set`: how the API servers of a cluster write their audit log, and where they send events.
import { webhookOptions, type WebhookOptions } from './options/webhook.ts';
import { changeOptions, type ChangeOptions } from './options/change.ts';
import type { LogOptions } from './change/set-log.ts';
import type { Command } from './command.ts';
import { rotationOptions } from './options/rotation.ts';

const unchanged = { maxAgeDays: 'as it is', maxBackups: 'as it is', maxSizeMiB: 'as it is' };

export const set: Command<ChangeOptions & LogOptions & WebhookOptions> = {
  options: [
    ...rotationOptions(unchanged),
    {
      flags: '--log-format <format>',
      description: 'json, or the legacy lines that kind-audit does not read',
      choices: ['json', 'legacy'],
    },
    { flags: '--log-compress <yes|no>', description: 'whether rotated logs are packed', choices: ['yes', 'no'] },
    {
      flags: '--log-output <where>',
      description: "a file of the node, or the container's output",
      choices: ['file', 'stdout'],
    },
    ...webhookOptions,
    ...changeOptions,
  ],
  examples: [
    { line: 'kind-audit set --log-max-size 50 --log-max-backup 5', does: 'rotate the log at 50 MiB, and keep five' },
    { line: 'kind-audit set --log-output stdout --name dev', does: "write events to the container's output" },
    {
      line: 'kind-audit set --webhook https://siem.example/audit,ca=ca.crt,cert=client.crt,key=client.key',
      does: 'send events there too',
    },
    { line: 'kind-audit set --no-webhook', does: 'send them there no longer' },
  ],
  async run(options, _positionals, world) {
    // Loaded only now: the help needs none of it.
    const { setLog } = await import('./change/set-log.ts');
    return setLog(world, options);
  },
};
