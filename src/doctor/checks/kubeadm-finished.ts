// Was every control plane finished by kubeadm?
import { onEveryControlPlane, type Check } from '../check.ts';
import { recreateCommand } from '../commands.ts';

export const kubeadmFinished: Check = {
  id: 'kubeadm-finished',
  title: 'Cluster complete',
  about: 'kubeadm has finished on every control plane: a cluster whose creation was interrupted cannot be repaired',
  timeoutMs: 15_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      if ((await target.survey(node)).kubeadmFinished)
        return { status: 'ok', evidence: 'kubeadm has written its configuration' };
      return {
        status: 'fail',
        evidence: `kubeadm never finished in ${node.name}: the creation of the cluster was interrupted, or another run is still creating it`,
        fix: recreateCommand(target),
      };
    }),
};
