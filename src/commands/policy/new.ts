// `kind-audit policy new`: asks what matters, and writes a policy.
import { asBytes, endedLines } from '../../core/screen-text.ts';
import { createNamed, replaceNamed } from '../../core/named-file.ts';
import type { Command, CommonOptions, OptionSpec } from '../command.ts';
import { yesOption } from '../options/common.ts';
import { exitCodes } from '../../core/exit-code.ts';
import type { World } from '../../core/ports.ts';
import { answer } from '../../report/answer.ts';
import { outputOptions } from '../options/output.ts';
import { defaultAnswers, writePolicy, type PolicyAnswers } from '../../policy/authoring/write-policy.ts';

type NewOptions = CommonOptions & Partial<PolicyAnswers> & { readonly yes?: boolean; readonly force?: boolean };

const questions: readonly { readonly about: keyof PolicyAnswers; readonly flag: string; readonly text: string }[] = [
  { about: 'bodies', flag: 'bodies', text: 'Log the bodies of changes, not only who changed what?' },
  { about: 'reads', flag: 'reads', text: 'Log reads (get, list, watch)? They are most of the requests' },
  { about: 'secrets', flag: 'secrets', text: 'Log who touches secrets, configmaps and tokens? Never what they hold' },
  { about: 'sessions', flag: 'sessions', text: 'Log sessions into pods (exec, attach, port-forward)?' },
  { about: 'logins', flag: 'logins', text: 'Log failed logins?' },
  {
    about: 'noise',
    flag: 'noise',
    text: 'Log what the system reports about itself every few seconds (leases, events, status)?',
  },
];

const options: readonly OptionSpec[] = questions.flatMap(({ about, flag, text }) => [
  {
    flags: `--${flag}`,
    description: text.replace(/\?.*$/, '').toLowerCase(),
    ...(defaultAnswers[about] ? { byDefault: 'yes' } : {}),
  },
  { flags: `--no-${flag}`, description: `do not: ${flag}`, ...(defaultAnswers[about] ? {} : { byDefault: 'no' }) },
]);

export const policyNew: Command<NewOptions> = {
  arguments: [{ name: '[file]', description: 'where to write it; - for standard output (default: audit-policy.yaml)' }],
  options: [...options, yesOption, { flags: '--force', description: 'overwrite the file' }, ...outputOptions()],
  examples: [
    { line: 'kind-audit policy new', does: 'ask, and write audit-policy.yaml' },
    { line: 'kind-audit policy new -y --bodies --no-reads -', does: 'ask nothing, and print it' },
  ],
  async run(given, [file = 'audit-policy.yaml'], world) {
    const text = writePolicy(await answersOf(given, world));
    const json = given.output === 'json';
    if (file === '-') {
      await (json ? answer(world.out, 'kind-audit.policy-text/v1', { text }) : world.out.write(asBytes(text)));
      return exitCodes.fine;
    }
    if (given.force === true) await replaceNamed(world, file, text);
    else await createNamed(world, file, text, 'name another file, or add --force');
    await (json
      ? answer(world.out, 'kind-audit.policy-files/v1', { files: [file] })
      : world.out.write(endedLines([file])));
    return exitCodes.fine;
  },
};

async function answersOf(given: NewOptions, world: World): Promise<PolicyAnswers> {
  const answers: Record<keyof PolicyAnswers, boolean> = { ...defaultAnswers };
  for (const { about, text } of questions) {
    const named = given[about];
    if (named !== undefined) answers[about] = named;
    else if (given.yes !== true && world.interactive)
      answers[about] = await world.prompt.confirm(text, defaultAnswers[about]);
  }
  return answers;
}
