// `kind-audit doctor`: the checks, their evidence and their fixes; with --fix the safe ones are carried out.
import { nameOption, yesOption } from './options/common.ts';
import { outputOptions } from './options/output.ts';
import type { Command } from './command.ts';
import type { DoctorOptions } from './run-doctor.ts';

export const doctor: Command<DoctorOptions> = {
  options: [
    nameOption,
    {
      flags: '--check <id>',
      description: 'run this check only; may be repeated (--list names them)',
      collect: (text) => text.split(','),
    },
    { flags: '--list', description: 'print all checks and what they look at' },
    { flags: '--fix', description: 'carry out the fixes that are safe, after showing them' },
    { ...yesOption, description: 'with --fix: ask nothing' },
    ...outputOptions(),
  ],
  examples: [
    { line: 'kind-audit doctor', does: 'check the auditing of the cluster "kind"' },
    { line: 'kind-audit doctor --name dev --json', does: 'the same for programs; exit 1 when a check failed' },
    { line: 'kind-audit doctor --check proof --check manifest', does: 'some checks only' },
    { line: 'kind-audit doctor --fix', does: 'show what can be fixed safely, ask, and fix it' },
  ],
  async run(options, _positionals, world) {
    // Loaded only now: the help needs none of the checks.
    const { runDoctor } = await import('./run-doctor.ts');
    return runDoctor(options, world);
  },
};
