// Step: the ClusterConfiguration of kubeadm gets the same arguments, so that an upgrade does not undo the change.
import type { Step } from '../../core/step.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import { putKubeadm, readKubeadm } from '../kubeadm-config.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function kubeadmStep({ node }: ChangedNode): Step<RolloutContext, RolloutUndo> {
  return {
    id: 'kubeadm',
    title: "Keep kubeadm's configuration in step",
    skip: ({ change }) => (change.kubeadm === null ? 'it names only where the policy is' : null),
    async run({ change }, voice) {
      if (change.kubeadm === null) return;
      const before = await readKubeadm(node);
      if (before === null) {
        voice.warn("kubeadm's configuration cannot be read in the cluster, and stays as it is");
        return;
      }
      await voice.undoable({ kind: 'changed-kubeadm', node: node.name, before });
      await putKubeadm(node, before, change.kubeadm);
    },
  };
}
