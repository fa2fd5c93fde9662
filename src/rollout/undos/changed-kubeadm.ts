// Undo: the ClusterConfiguration of kubeadm is what it was before.
import type { World } from '../../core/ports.ts';
import { findNode } from '../in-node.ts';
import { writeKubeadm } from '../kubeadm-config.ts';

/** Announced before the ConfigMap is changed. */
export type ChangedKubeadm = {
  readonly kind: 'changed-kubeadm';
  readonly node: string;
  readonly before: string;
};

export async function restoreKubeadm({ node, before }: ChangedKubeadm, world: World): Promise<void> {
  await writeKubeadm(await findNode(world, node), before);
}
