// `kind-audit policy rollback`: the auditing of an earlier revision, in effect again.
import { changeOptions, type ChangeOptions } from '../options/change.ts';
import type { Command } from '../command.ts';

export const policyRollback: Command<ChangeOptions> = {
  arguments: [
    { name: '[revision]', description: 'its number in policy history; the last one that was in effect before' },
  ],
  options: changeOptions,
  examples: [
    { line: 'kind-audit policy rollback', does: 'back to what was in effect before the last change' },
    { line: 'kind-audit policy rollback 3 --name dev --yes', does: 'policy and log settings of revision 3' },
  ],
  async run(options, [revision], world) {
    // Loaded only now: the help needs none of it.
    const { rollBack } = await import('../change/roll-back.ts');
    return rollBack(world, revision, options);
  },
};
