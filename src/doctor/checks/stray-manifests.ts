// Is there a file in the manifests folder that the kubelet runs by accident?
import { count } from '../../core/plural.ts';
import { MANIFESTS_DIR } from '../../kind/paths.ts';
import { straysOf } from '../causes/strays.ts';
import { onEveryControlPlane, type Check } from '../check.ts';
import { fixCommand } from '../commands.ts';
import { moveStrays } from '../repairs/move-strays.ts';

export const strayManifests: Check = {
  id: 'stray-manifests',
  title: 'No stray manifests',
  about: 'the kubelet runs every file of the manifests folder that does not begin with a dot, backups included',
  needs: ['kubeadm-finished', 'change-ended'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const { manifests } = await target.inspect(node);
      const strays = straysOf(manifests);
      if (strays.length === 0) return { status: 'ok', evidence: `${count(manifests.length, 'file')}, no strays` };
      return {
        status: 'fail',
        evidence: `${strays.map(({ words }) => words).join('; ')}: the kubelet runs every file in ${MANIFESTS_DIR}`,
        fix: fixCommand(target),
        repairs: [
          moveStrays(
            node,
            strays.map(({ file }) => file),
            target.world,
          ),
        ],
      };
    }),
};
