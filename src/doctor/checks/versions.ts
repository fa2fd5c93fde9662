// Do kind, the node's Kubernetes and kubeadm's configuration match?
import type { World } from '../../core/ports.ts';
import { compareVersions, formatVersion, OLDEST_KIND, parseVersion, type Version } from '../../kind/version.ts';
import { onEveryControlPlane, type Check, type SeenOnNode } from '../check.ts';
import { recreateCommand } from '../commands.ts';
import type { Inspection } from '../../node/inspection.ts';

export const versions: Check = {
  id: 'versions',
  title: 'Versions of kind, Kubernetes and kubeadm',
  about: 'kind is not too old for the node, and kubeadm was given a configuration in a version that this node reads',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  async look(target) {
    const kind = await kindVersion(target.world);
    return onEveryControlPlane(target, async (node) =>
      judgeVersions(kind, await target.inspect(node), recreateCommand(target)),
    );
  },
};

async function kindVersion({ exec, signal }: World): Promise<Version | null> {
  const ran = await exec.run(['kind', 'version'], { timeoutMs: 5000, signal });
  return ran.exitCode === 0 ? parseVersion(ran.stdout) : null;
}

function judgeVersions(kind: Version | null, { version, kubeadm }: Inspection, remedy: string): SeenOnNode {
  const node = parseVersion(version ?? '');
  const words = [
    kind === null ? 'kind is not installed' : `kind ${formatVersion(kind)}`,
    node === null ? 'the version of the node is unknown' : `Kubernetes ${formatVersion(node)}`,
    kubeadm === null ? 'no kubeadm configuration was found' : kubeadm.apiVersion,
  ];
  const evidence = words.join(', ');
  if (kind === null) return { status: 'warn', evidence, fix: 'kind-audit setup' };
  if (compareVersions(kind, OLDEST_KIND) < 0)
    return { status: 'fail', evidence: `${evidence}: kind is too old`, fix: 'kind-audit setup' };
  if (node === null || kubeadm === null)
    return { status: 'warn', evidence: `${evidence}: kind does not make such nodes`, fix: remedy };
  const read = readableConfigs(node);
  if (!read.includes(kubeadm.apiVersion)) {
    const evidenceOfMismatch = `${evidence}: this Kubernetes reads ${read.join(' and ')}`;
    return { status: 'fail', evidence: evidenceOfMismatch, fix: `kind-audit setup, then ${remedy}` };
  }
  return { status: 'ok', evidence };
}

/** Source: kubeadm's supported versions; kind pkg/cluster/internal/kubeadm/config.go. */
function readableConfigs(kubernetes: Version): readonly string[] {
  const versionsRead = ['kubeadm.k8s.io/v1beta4', 'kubeadm.k8s.io/v1beta3', 'kubeadm.k8s.io/v1beta2'];
  if (compareVersions(kubernetes, [1, 37, 0]) >= 0) return versionsRead.slice(0, 1);
  if (compareVersions(kubernetes, [1, 31, 0]) >= 0) return versionsRead.slice(0, 2);
  return compareVersions(kubernetes, [1, 27, 0]) >= 0 ? versionsRead.slice(1, 2) : versionsRead.slice(1);
}
