// Is there a file in the manifests folder that the kubelet runs by accident?
import { count } from '../../core/plural.ts';
import { load } from 'js-yaml';
import { MANIFESTS_DIR } from '../../kind/paths.ts';
import { onEveryControlPlane, type Check } from '../check.ts';
import { fixCommand } from '../commands.ts';
import { moveStrays } from '../repairs/move-strays.ts';

// What kubeadm puts there.
const own = ['etcd.yaml', 'kube-apiserver.yaml', 'kube-controller-manager.yaml', 'kube-scheduler.yaml'];

export const strayManifests: Check = {
  id: 'stray-manifests',
  title: 'No stray manifests',
  about: 'the kubelet runs every file of the manifests folder that does not begin with a dot, backups included',
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const { manifests } = await target.inspect(node);
      // A pod with a name of its own is somebody's static pod; an original may also have been renamed. Both stay.
      const there = own.filter((name) => manifests.some(({ file }) => file === name));
      const doubled = new Set(there.map((name) => name.replace('.yaml', '')));
      const strays = manifests.filter(({ file, text }) => {
        const pod = podName(text);
        return !own.includes(file) && (pod === null || doubled.has(pod));
      });
      if (strays.length === 0) return { status: 'ok', evidence: `${count(manifests.length, 'file')}, no strays` };
      return {
        status: 'fail',
        evidence: `${strays.map(({ file, text }) => strayText(file, podName(text))).join('; ')}: the kubelet runs every file in ${MANIFESTS_DIR}`,
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

function strayText(file: string, pod: string | null): string {
  return pod === null ? `${file} is no manifest` : `${file} is a second ${pod}`;
}

function podName(text: string): string | null {
  try {
    const pod = load(text) as { kind?: string; metadata?: { name?: string } } | null;
    return pod?.kind === 'Pod' ? (pod.metadata?.name ?? null) : null;
  } catch {
    return null;
  }
}
