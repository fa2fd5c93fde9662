// Undo: a cluster that this run made, or has begun to make, is deleted.
import type { World } from '../../core/ports.ts';
import { deleteCluster } from '../delete-cluster.ts';

/** Announced before kind is started. */
export type CreatedCluster = {
  readonly kind: 'created-cluster';
  readonly cluster: string;
  /** The file that kind adds its entry to; null for the default one. */
  readonly kubeconfig: string | null;
};

/** Deletes it, even if it is only half made. */
export async function deleteCreated({ cluster, kubeconfig }: CreatedCluster, world: World): Promise<void> {
  await deleteCluster(world, await world.engine(), cluster, kubeconfig);
}
