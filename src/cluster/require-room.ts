// Before a cluster is made: whether its names are free, and its kubeconfig can be written.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { containerNames } from '../kind/cluster-name.ts';
import { requireWritableKubeconfig } from './kubeconfig-file.ts';
import type { MachineFacts } from './look.ts';
import type { Settings } from './settings.ts';

/** Throws a Problem for what kind would find out only after its work; a half-made cluster of this name is no obstacle. */
export async function requireRoom(world: World, settings: Settings, { engine, existing }: MachineFacts): Promise<void> {
  const { name, controlPlanes, workers } = settings;
  const wanted = await engine.named(containerNames(name, controlPlanes, workers), world.signal);
  const taken = wanted.find(({ id }) => !existing.some((own) => own.id === id));
  if (taken !== undefined) {
    const whose = taken.cluster === '' ? 'is not of a kind cluster' : `is of the kind cluster "${taken.cluster}"`;
    throw new Problem(
      'create-failed',
      `the name ${taken.name} is taken by a container (${taken.state}, image ${taken.image}) that ${whose}`,
      {
        hint: `use another --name, or free this one: ${engine.provider} rename ${taken.name} ${taken.name}-old, or ${engine.provider} rm ${taken.name} if nobody needs it`,
      },
    );
  }
  await requireWritableKubeconfig(world, settings);
}
