// Where a control plane's audit log is: as its API server's manifest says.
import type { Node } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { nodePathOf, parseApiServerManifest } from '../kind/api-server-manifest.ts';
import { clusterOfNode } from '../kind/cluster-name.ts';
import { KEPT_OUTPUT } from '../kind/log-names.ts';
import { API_SERVER_MANIFEST, LOG_FILE } from '../kind/paths.ts';

/**
 * A log file; the logs of the API server's containers, which hold its standard output; or the logs that second API servers
 * have written beside a file.
 */
export interface LogPlace {
  readonly kind: 'file' | 'pods' | 'beside';
  /** The file; for pods, the common prefix of the pods' folders; for what is beside, the log of the first server. */
  readonly path: string;
  /** For pods: the log beside which containers' logs are kept when the containers go. */
  readonly kept?: string;
}

/** The beginning of the names of the folders that hold the logs of the API server's containers. */
export const CONTAINER_LOGS = '/var/log/pods/kube-system_kube-apiserver-';

/** Asks the node. Without a readable manifest, or without an audit log in it, returns the default place. */
export async function findLogPlace(node: Node, signal: AbortSignal): Promise<LogPlace> {
  const ran = await node.run(['cat', API_SERVER_MANIFEST], { signal });
  const manifest = ran.exitCode === 0 ? parseApiServerManifest(ran.stdout) : null;
  const path = manifest?.args.get('audit-log-path');
  if (manifest === null || path === undefined || path === '') return { kind: 'file', path: LOG_FILE };
  if (path === '-') return { kind: 'pods', path: CONTAINER_LOGS, kept: KEPT_OUTPUT };
  const inNode = nodePathOf(manifest, path);
  if (inNode === null) {
    throw new Problem('cluster-differs', `the API server of ${node.name} writes ${path}, which is in no volume`, {
      hint: `kind-audit doctor --name ${clusterOfNode(node.name)}`,
    });
  }
  return { kind: 'file', path: inNode };
}

/**
 * Where second API servers have written, or will, while the first one's log is at a place. They always write a file, since
 * the log of a container goes with it.
 */
export function placeBeside({ kind, path }: LogPlace): LogPlace {
  return { kind: 'beside', path: kind === 'pods' ? LOG_FILE : path };
}
