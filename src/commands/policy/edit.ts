// `kind-audit policy edit`: opens the policy in an editor, and puts what is saved into effect.
import type { Command } from '../command.ts';
import { changeOptions, type ChangeOptions } from '../options/change.ts';

export const policyEdit: Command<ChangeOptions> = {
  options: changeOptions,
  examples: [
    { line: 'kind-audit policy edit', does: 'edit with $VISUAL, $EDITOR or vi; ask; put it into effect' },
    { line: "EDITOR='code --wait' kind-audit policy edit --name dev", does: 'with another editor, of another cluster' },
  ],
  async run(options, _positionals, world) {
    // Loaded only now: the help needs none of it.
    const { editPolicy } = await import('../change/edit-policy.ts');
    return editPolicy(world, options);
  },
};
