// The ClusterConfiguration of kubeadm in the cluster: read, changed, written through a node's own API server.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { clusterOfNode } from '../kind/cluster-name.ts';
import { withApiServerAuditing } from '../kind/edit-kubeadm-config.ts';
import { ADMIN_KUBECONFIG } from '../kind/paths.ts';
import type { KubeadmChange } from './change.ts';
import { readFacts } from './facts.ts';
import writeScript from './scripts/write-kubeadm.sh';

/** Its text; null where it cannot be read. */
export async function readKubeadm(node: Node): Promise<string | null> {
  return (await readFacts(node)).kubeadm;
}

/** Writes the text with the change made in it. */
export async function putKubeadm(node: Node, before: string, change: KubeadmChange): Promise<void> {
  const text = withApiServerAuditing(before, change);
  if (text === null)
    throw new Problem('cluster-differs', "kubeadm's configuration in the cluster is no ClusterConfiguration", {
      hint: `kind-audit doctor --name ${clusterOfNode(node.name)}`,
    });
  await writeKubeadm(node, text);
}

/** Writes the text. */
export async function writeKubeadm(node: Node, text: string): Promise<void> {
  const ran = await node.run(['bash', '-c', writeScript, 'write', ADMIN_KUBECONFIG], {
    stdin: JSON.stringify({ data: { ClusterConfiguration: text } }),
    timeoutMs: 30_000,
  });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot write kubeadm's configuration through ${node.name}`);
}
