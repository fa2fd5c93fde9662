// `kind-audit policy watch`: puts a policy into effect on a living cluster each time its file is saved.
import type { Command } from '../command.ts';
import { strategyOption, type ChangeOptions } from '../options/change.ts';
import { nameOption, yesOption } from '../options/common.ts';
import { outputOptions } from '../options/output.ts';

export const policyWatch: Command<ChangeOptions> = {
  arguments: [{ name: '[file]', description: "a policy file; the project's policy without it" }],
  options: [nameOption, strategyOption, yesOption, ...outputOptions()],
  examples: [
    { line: 'kind-audit policy watch', does: 'put each save of audit-policy.yaml into effect, until Ctrl-C' },
    { line: 'kind-audit policy watch p.yaml --name dev --yes', does: 'without asking at the start' },
  ],
  endless: () => true,
  async run(options, [file], world) {
    // Loaded only now: the help needs none of it.
    const { watchPolicy } = await import('../change/watch-policy.ts');
    return watchPolicy(world, file, options);
  },
};
