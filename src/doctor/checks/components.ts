// Are the manifests of etcd, the controller manager and the scheduler there, and can they be read?
import { brokenComponents } from '../causes/components.ts';
import { sceneOf } from '../causes/cause.ts';
import { onEveryControlPlane, type Check } from '../check.ts';
import { fixCommand } from '../commands.ts';
import { writeComponents } from '../repairs/write-components.ts';

export const components: Check = {
  id: 'components',
  title: 'Manifests of the other components',
  about:
    'etcd.yaml, kube-controller-manager.yaml and kube-scheduler.yaml are there, and are pods that the kubelet reads',
  needs: ['kubeadm-finished'],
  timeoutMs: 15_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const scene = await sceneOf(node, target);
      const broken = brokenComponents(scene);
      if (broken.length === 0) return { status: 'ok', evidence: 'all three are there' };
      return {
        status: 'fail',
        evidence: broken.map(({ words }) => words).join('; '),
        fix: fixCommand(target),
        repairs: [
          writeComponents(
            node,
            broken.map(({ file }) => file),
            target.world,
          ),
        ],
      };
    }),
};
