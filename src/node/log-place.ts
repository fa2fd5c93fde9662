// Where a control plane's audit log is: as its API server's manifest says.
import type { Node } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { nodePathOf, parseApiServerManifest } from '../kind/api-server-manifest.ts';
import { clusterOfNode } from '../kind/cluster-name.ts';
import { API_SERVER_MANIFEST, LOG_FILE } from '../kind/paths.ts';

/** A log file, or the logs of the API server's containers, which hold its standard output. */
export interface LogPlace {
  readonly kind: 'file' | 'pods';
  /** The file; for pods, the common prefix of the pods' folders. */
  readonly path: string;
}

/** The beginning of the names of the folders that hold the logs of the API server's containers. */
export const CONTAINER_LOGS = '/var/log/pods/kube-system_kube-apiserver-';

/** Asks the node. Without a readable manifest, or without an audit log in it, returns the default place. */
export async function findLogPlace(node: Node, signal: AbortSignal): Promise<LogPlace> {
  const ran = await node.run(['cat', API_SERVER_MANIFEST], { signal });
  const manifest = ran.exitCode === 0 ? parseApiServerManifest(ran.stdout) : null;
  const path = manifest?.args.get('audit-log-path');
  if (manifest === null || path === undefined || path === '') return { kind: 'file', path: LOG_FILE };
  if (path === '-') return { kind: 'pods', path: CONTAINER_LOGS };
  const inNode = nodePathOf(manifest, path);
  if (inNode === null) {
    throw new Problem('cluster-differs', `the API server of ${node.name} writes ${path}, which is in no volume`, {
      hint: `kind-audit doctor --name ${clusterOfNode(node.name)}`,
    });
  }
  return { kind: 'file', path: inNode };
}
