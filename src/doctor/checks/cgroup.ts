// Does the kubelet accept the node's version of cgroups?
import { compareVersions, parseVersion } from '../../kind/version.ts';
import { onEveryControlPlane, type Check } from '../check.ts';
import { recreateCommand } from '../commands.ts';

export const cgroup: Check = {
  id: 'cgroup',
  title: 'cgroup version',
  about: 'from Kubernetes 1.35 on the kubelet rejects cgroup v1 unless failCgroupV1 is false',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const { cgroupVersion, failCgroupV1, version } = await target.inspect(node);
      if (cgroupVersion === null) return { status: 'skip', evidence: 'the node does not say' };
      if (cgroupVersion === 2) return { status: 'ok', evidence: 'cgroup v2' };
      const strict = compareVersions(parseVersion(version ?? '') ?? [0, 0, 0], [1, 35, 0]) >= 0;
      if (!strict || failCgroupV1 === false)
        return {
          status: 'ok',
          evidence: `cgroup v1${strict ? ', and the kubelet is set to accept it (failCgroupV1: false)' : ''}`,
        };
      return {
        status: 'fail',
        evidence: `cgroup v1, and the kubelet of ${version} rejects it`,
        fix: `set failCgroupV1: false, or make the cluster again with it: ${recreateCommand(target)}`,
      };
    }),
};
