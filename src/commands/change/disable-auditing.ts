// What `disable` does: removes everything of the auditing from the API servers, unless the settings files enforce it.
import type { ExitCode } from '../../core/exit-code.ts';
import type { World } from '../../core/ports.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { disableChange } from '../../rollout/change.ts';
import { loadSettings } from '../../settings/load.ts';
import { mayDisable } from '../../settings/may-disable.ts';
import { clusterName } from '../options/cluster-name.ts';
import type { ChangeOptions } from '../options/change.ts';
import { makeChange } from './make-change.ts';

export async function disableAuditing(world: World, options: ChangeOptions): Promise<ExitCode> {
  const inEffect = await loadSettings(world);
  const refusal = mayDisable(inEffect);
  if (refusal !== null) throw refusal;
  const cluster = await clusterName(options.name, world, inEffect);
  return makeChange(world, {
    cluster,
    command: pasteable(['kind-audit', 'disable', '--name', cluster]),
    options,
    decide: async ({ args }) =>
      args.size === 0
        ? null
        : { change: disableChange(args), meaning: ['nothing is audited any more; the logs that were written stay'] },
  });
}
