// Step: the ClusterConfiguration of kubeadm gets the same arguments, so that an upgrade does not undo the change.
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { withApiServerAuditing } from '../../kind/edit-kubeadm-config.ts';
import { changeKubeadmConfig } from '../../node/kubeadm-config-map.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import { CHANGE_DIR } from '../names.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function kubeadmStep({ node, facts }: ChangedNode): Step<RolloutContext, RolloutUndo> {
  return {
    id: 'kubeadm',
    title: "Keep kubeadm's configuration in step",
    skip: ({ change }) => (change.kubeadm === null ? 'it names only where the policy is' : null),
    async run({ change }, voice) {
      const before = facts.kubeadm;
      if (change.kubeadm === null) return;
      const written = before === null ? null : withApiServerAuditing(before, change.kubeadm);
      if (before === null || written === null) {
        voice.warn("kubeadm's configuration cannot be read in the cluster, and stays as it is");
        return;
      }
      await voice.undoable({ kind: 'changed-kubeadm', node: node.name, before, written });
      await changeKubeadmConfig(node, `${CHANGE_DIR}/kubeadm`, (text) => {
        if (text === before) return written;
        throw new Problem('file-changed', "kubeadm's configuration was changed by something else in the meantime", {
          hint: 'run the command again',
        });
      });
    },
  };
}
