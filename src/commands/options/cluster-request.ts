// The request that the options of `up` and `init` make.
import type { ClusterRequest } from '../../cluster/settings.ts';
import type { World } from '../../core/ports.ts';
import { loadSettings } from '../../settings/load.ts';
import { clusterName } from './cluster-name.ts';
import type { ClusterOptions } from './cluster.ts';

/** The request in the options, with the settings files, and the name completed from the environment and from them. */
export async function clusterRequestOf(options: ClusterOptions, world: World): Promise<ClusterRequest> {
  const inEffect = await loadSettings(world);
  const { dir, policy, image, controlPlanes, workers, logMaxAge, logMaxBackup, logMaxSize } = options;
  const said = { dir, policy, image, controlPlanes, workers, logMaxAge, logMaxBackup, logMaxSize };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return { name: await clusterName(options.name, world, inEffect), inEffect, ...given };
}
