// Is there, at every hostPath of the API server's pod, what its type requires?
import { count } from '../../core/plural.ts';
import { onEveryControlPlane, type Check, type SeenOnNode, type Target } from '../check.ts';
import { recreateCommand } from '../commands.ts';
import type { HostPathVolume } from '../../kind/api-server-manifest.ts';

export const hostPathTypes: Check = {
  id: 'host-path-types',
  title: 'Types of the mounted paths',
  about: 'a hostPath whose type does not match what is there keeps the kubelet from starting the pod',
  needs: ['kubeadm-finished', 'manifest'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ manifest }, { hostPaths }] = await Promise.all([target.survey(node), target.inspect(node)]);
      return judgeTypes(manifest?.volumes ?? [], hostPaths, target);
    }),
};

function judgeTypes(
  volumes: readonly HostPathVolume[],
  found: ReadonlyMap<string, string | null>,
  target: Target,
): SeenOnNode {
  const faults = volumes.flatMap((volume) => {
    const is = found.get(volume.path) ?? null;
    return fits(volume.type, is)
      ? []
      : [`${volume.path} must be a ${volume.type} and is ${is === null ? 'not there' : `a ${is}`}`];
  });
  if (faults.length === 0) return { status: 'ok', evidence: `${count(volumes.length, 'path')}, each of its type` };
  return {
    status: 'fail',
    evidence: faults.join('; '),
    fix: `in kind-config.yaml use the pathType DirectoryOrCreate for folders and File for files, then: ${recreateCommand(target)}`,
  };
}

/** Source: k8s.io/kubernetes pkg/volume/hostpath/host_path.go, checkType. */
function fits(type: string, is: string | null): boolean {
  const isFile = is?.startsWith('regular') === true;
  if (type === 'Directory') return is === 'directory';
  if (type === 'File') return isFile;
  if (type === 'DirectoryOrCreate') return is === null || is === 'directory';
  return type === 'FileOrCreate' ? is === null || isFile : true;
}
