// `kind-audit policy diff`: what two policies do differently, with a request that shows each difference.
import { ended } from '../../core/screen-text.ts';
import type { Command, CommonOptions } from '../command.ts';
import { exitCodes } from '../../core/exit-code.ts';
import { painter } from '../../core/paint.ts';
import { answer } from '../../report/answer.ts';
import { diffText } from '../../policy/diff/print.ts';
import { outputOptions } from '../options/output.ts';
import { versionOption } from '../options/version.ts';
import { diffWithProgress } from './diff-with-progress.ts';
import { readAcceptedPolicy } from './input.ts';

interface DiffOptions extends CommonOptions {
  readonly kubernetesVersion?: string;
  readonly output?: 'text' | 'json';
}

export const policyDiff: Command<DiffOptions> = {
  arguments: [
    { name: '<old>', description: 'a policy file or a preset' },
    { name: '<new>', description: 'a policy file or a preset' },
  ],
  options: [versionOption, ...outputOptions()],
  examples: [
    { line: 'kind-audit policy diff gce audit-policy.yaml', does: 'what is logged more, less or differently' },
  ],
  readsOnly: () => true,
  async run({ kubernetesVersion, output }, [older = '', newer = ''], world) {
    const before = await readAcceptedPolicy(world, older, kubernetesVersion);
    const after = await readAcceptedPolicy(world, newer, kubernetesVersion);
    const diff = await diffWithProgress(before.policy, after.policy, world);
    const names = { old: before.input.name, new: after.input.name };
    if (output === 'json') await answer(world.out, 'kind-audit.policy-diff/v1', { ...names, ...diff });
    else await world.out.write(ended(diffText(diff, painter(world.out.color))));
    return diff.differences.length > 0 ? exitCodes.findings : exitCodes.fine;
  },
};
