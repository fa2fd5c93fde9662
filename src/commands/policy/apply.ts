// `kind-audit policy apply`: puts a policy into effect on a living cluster, without a failed request and with a way back.
import type { Command } from '../command.ts';
import { changeOptions, type ChangeOptions } from '../options/change.ts';

export const policyApply: Command<ChangeOptions> = {
  arguments: [{ name: '[file]', description: "a policy file or a preset; the project's policy without it" }],
  options: changeOptions,
  examples: [
    { line: 'kind-audit policy apply', does: 'put audit-policy.yaml into effect, after showing what that changes' },
    { line: 'kind-audit policy apply gce --name dev --yes', does: 'a preset, without asking' },
    { line: 'kind-audit policy apply --dry-run', does: 'the difference and the plan only' },
  ],
  async run(options, [file], world) {
    // Loaded only now: the help needs none of it.
    const { applyPolicy } = await import('../change/apply-policy.ts');
    return applyPolicy(world, file, options);
  },
};
