// `kind-audit disable`: no auditing any more on a cluster that exists.
import { changeOptions, type ChangeOptions } from './options/change.ts';
import type { Command } from './command.ts';

export const disable: Command<ChangeOptions> = {
  options: changeOptions,
  examples: [{ line: 'kind-audit disable --name dev', does: 'ask, then switch the auditing of the cluster off' }],
  async run(options, _positionals, world) {
    // Loaded only now: the help needs none of it.
    const { disableAuditing } = await import('./change/disable-auditing.ts');
    return disableAuditing(world, options);
  },
};
