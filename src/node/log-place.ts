// Where a control plane's audit log is, as its API server's manifest says, and where it may have been before.
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

const OUTPUT: LogPlace = { kind: 'pods', path: CONTAINER_LOGS, kept: KEPT_OUTPUT };

/** Asks the node; null where its manifest cannot be read, or names no audit log. */
export async function findNamedPlace(node: Node, signal: AbortSignal): Promise<LogPlace | null> {
  const ran = await node.run(['cat', API_SERVER_MANIFEST], { signal });
  const manifest = ran.exitCode === 0 ? parseApiServerManifest(ran.stdout) : null;
  const path = manifest?.args.get('audit-log-path');
  if (manifest === null || path === undefined || path === '') return null;
  if (path === '-') return OUTPUT;
  const inNode = nodePathOf(manifest, path);
  if (inNode === null) {
    throw new Problem('cluster-differs', `the API server of ${node.name} writes ${path}, which is in no volume`, {
      hint: `kind-audit doctor --name ${clusterOfNode(node.name)}`,
    });
  }
  return { kind: 'file', path: inNode };
}

/** Asks the node. Without a readable manifest, or without an audit log in it, returns the usual place. */
export async function findLogPlace(node: Node, signal: AbortSignal): Promise<LogPlace> {
  return (await findNamedPlace(node, signal)) ?? { kind: 'file', path: LOG_FILE };
}

/** How many other places there are at most. */
export const MOST_OTHERS = 4;

/**
 * Where else a node's audit log may be while its API server writes it to a place. Second servers write beside it, always to a
 * file, since the log of a container goes with it. And the log may have been elsewhere before, or be there later: in the
 * output of containers, or in the usual file.
 */
export function otherPlaces({ kind, path }: LogPlace): readonly LogPlace[] {
  const usual = [
    { kind: 'beside', path: LOG_FILE },
    { kind: 'file', path: LOG_FILE },
  ] as const;
  if (kind === 'pods') return usual;
  return [{ kind: 'beside', path }, OUTPUT, ...(path === LOG_FILE ? [] : usual)];
}

/** Whether two places are one. */
export function isSamePlace(one: LogPlace, other: LogPlace): boolean {
  return one.kind === other.kind && one.path === other.path;
}
