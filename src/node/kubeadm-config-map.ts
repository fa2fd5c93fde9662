// The ConfigMap kubeadm-config, through a node's own API server: what kubeadm writes manifests from at the next upgrade.
import { commandFailed } from '../core/command-failed.ts';
import { fieldsOf, jsonOf, textOf } from '../core/fields.ts';
import type { Node } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { ADMIN_KUBECONFIG } from '../kind/paths.ts';
import configMapScript from './scripts/kubeadm-config-map.sh';

/** Milliseconds; both requests of a change may last 10 s. */
const TIMEOUT_MS = 30_000;

/**
 * Changes its ClusterConfiguration; the old one is kept in a folder of the node. Returns false where nothing is to
 * change. Throws a Problem where it cannot be read or edited, and where it was changed by something else meanwhile.
 */
export async function changeKubeadmConfig(
  node: Node,
  kept: string,
  edit: (text: string) => string | null,
): Promise<boolean> {
  const argv = ['bash', '-c', configMapScript, 'config-map', ADMIN_KUBECONFIG];
  const read = await node.run(argv, { timeoutMs: TIMEOUT_MS });
  if (read.exitCode !== 0) throw commandFailed(read, `cannot read the ConfigMap kubeadm-config through ${node.name}`);
  const { data, metadata } = fieldsOf(jsonOf(read.stdout));
  const text = textOf(fieldsOf(data)['ClusterConfiguration']);
  const edited = edit(text);
  if (edited === null)
    throw new Problem('file-unreadable', 'the ConfigMap kubeadm-config holds no ClusterConfiguration');
  if (edited === text) return false;
  const resourceVersion = textOf(fieldsOf(metadata)['resourceVersion']);
  const patch = JSON.stringify({ metadata: { resourceVersion }, data: { ClusterConfiguration: edited } });
  const written = await node.run([...argv, kept], { stdin: patch, timeoutMs: TIMEOUT_MS });
  if (written.exitCode !== 0) throw commandFailed(written, 'cannot write the ConfigMap kubeadm-config');
  return true;
}
