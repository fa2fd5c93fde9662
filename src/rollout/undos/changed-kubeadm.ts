// Undo: the ClusterConfiguration of kubeadm is what it was before.
import type { World } from '../../core/ports.ts';
import { changeKubeadmConfig } from '../../node/kubeadm-config-map.ts';
import { findNode } from '../in-node.ts';
import { CHANGE_DIR } from '../names.ts';

/** Announced before the ConfigMap is changed. */
export type ChangedKubeadm = {
  readonly kind: 'changed-kubeadm';
  readonly node: string;
  readonly before: string;
  readonly written: string;
};

/** Restores it where it is as the change wrote it; what somebody made of it since stays, and is said. */
export async function restoreKubeadm({ node, before, written }: ChangedKubeadm, world: World): Promise<void> {
  await changeKubeadmConfig(await findNode(world, node), `${CHANGE_DIR}/kubeadm`, (text) => {
    if (text === written) return before;
    if (text !== before)
      world.report({
        type: 'note',
        level: 'warn',
        text: "kubeadm's configuration was edited during the change, and stays as it is: kind-audit doctor compares it",
      });
    return text;
  });
}
