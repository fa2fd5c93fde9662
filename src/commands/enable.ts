// `kind-audit enable`: auditing on a kind cluster that exists, also one that kind-audit did not make.
import { defaultRotation } from '../kind/audit-settings.ts';
import { changeOptions, type ChangeOptions } from './options/change.ts';
import type { Command } from './command.ts';
import { rotationOptions, type RotationOptions } from './options/rotation.ts';

export const enable: Command<ChangeOptions & RotationOptions> = {
  arguments: [{ name: '[file]', description: "a policy file or a preset; the project's policy without it" }],
  options: [
    ...changeOptions,
    ...rotationOptions({
      maxAgeDays: String(defaultRotation.maxAgeDays),
      maxBackups: String(defaultRotation.maxBackups),
      maxSizeMiB: String(defaultRotation.maxSizeMiB),
    }),
  ],
  examples: [
    { line: 'kind-audit enable metadata --name dev', does: 'switch auditing on in a cluster that was made by hand' },
  ],
  async run(options, [file], world) {
    // Loaded only now: the help needs none of it.
    const { enableAuditing } = await import('./change/enable-auditing.ts');
    return enableAuditing(world, file, options);
  },
};
