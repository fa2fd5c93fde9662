// `kind-audit set`: how the API servers of a cluster write their audit log.
import { changeOptions, type ChangeOptions } from './options/change.ts';
import type { LogOptions } from './change/set-log.ts';
import type { Command } from './command.ts';
import { rotationOptions } from './options/rotation.ts';

const unchanged = { maxAgeDays: 'as it is', maxBackups: 'as it is', maxSizeMiB: 'as it is' };

export const set: Command<ChangeOptions & LogOptions> = {
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
    ...changeOptions,
  ],
  examples: [
    { line: 'kind-audit set --log-max-size 50 --log-max-backup 5', does: 'rotate the log at 50 MiB, and keep five' },
    { line: 'kind-audit set --log-output stdout --name dev', does: "write events to the container's output" },
  ],
  async run(options, _positionals, world) {
    // Loaded only now: the help needs none of it.
    const { setLog } = await import('./change/set-log.ts');
    return setLog(world, options);
  },
};
