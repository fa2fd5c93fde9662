// Do containerd and the kubelet run in every control plane?
import { sceneOf } from '../causes/cause.ts';
import { otherAddress } from '../causes/not-ready/network.ts';
import { services } from '../causes/services.ts';
import { onEveryControlPlane, type Check } from '../check.ts';

export const nodeServices: Check = {
  id: 'node-services',
  title: 'Services of the node',
  about:
    'containerd and the kubelet run, and the node has the address of its manifest: else an API server ends, or is not started again',
  needs: ['kubeadm-finished'],
  timeoutMs: 15_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const scene = await sceneOf(node, target);
      const seen = services(scene);
      if (seen === null) {
        // The server still answers, and is ended soon: the kubelet asks after its health at the other address.
        const moved = scene.vitals.servers.length > 0 ? otherAddress(scene) : null;
        if (moved !== null) return { ...moved, status: 'warn' };
        const names = [...scene.vitals.units].filter(([, state]) => state === 'active').map(([unit]) => unit);
        return names.length === 0
          ? { status: 'skip', evidence: 'the node has no systemd' }
          : { status: 'ok', evidence: `${names.join(' and ')} run` };
      }
      // As long as the server answers, what it audits is not affected.
      return { ...seen, status: scene.vitals.servers.length > 0 ? 'warn' : 'fail' };
    }),
};
