// Which files in a cluster's state folder are kind-audit's or an API server's, and their removal: everything else stays.
import type { Files } from '../core/ports.ts';
import { KEPT_OUTPUT, logOfServers } from '../kind/log-names.ts';
import { LOG_DIR, LOG_NAME, POLICY_NAME } from '../kind/paths.ts';
import { STAMP } from './stamp.ts';

/** What is known in a folder by its name: files, and folders with what is known in them; null is all of it. */
interface Known {
  readonly files: (name: string) => boolean;
  readonly folders: (name: string) => Known | null | undefined;
}

const none = (): undefined => undefined;

/** A file that was being written when its run was killed. */
const isTemporary = (name: string): boolean => /^\..+\.[0-9a-f]{8}\.tmp$/.test(name);

/**
 * An audit log, a rotated one, that of a second API server, or kept standard output; or one of them under the name that a
 * change gives it for a while.
 */
function isAuditLog(name: string): boolean {
  return knownLogs.has(logOfServers(name.replace(/^\.kind-audit-/, '')));
}

const knownLogs = new Set([LOG_NAME, KEPT_OUTPUT.slice(LOG_DIR.length + 1)]);

/** What a repair has moved aside since it was no file in the place of a log: a folder, a link, a pipe. */
function isMovedAside(name: string): boolean {
  return knownLogs.has(movedAside.exec(name)?.[1] ?? '');
}

const movedAside = new RegExp(String.raw`^(.*)\.${STAMP}$`);

/** Whether a name in a folder of logs is kind-audit's or an API server's. */
export function isKnownLog(name: string): boolean {
  return isAuditLog(name) || isMovedAside(name);
}

const logsOfNode: Known = { files: isKnownLog, folders: (name) => (isMovedAside(name) ? null : undefined) };
const logs: Known = { files: () => false, folders: () => logsOfNode };
const policies: Known = { files: (name) => name === POLICY_NAME || isTemporary(name), folders: none };

const revisions: Known = { files: (name) => /^\d+\.(?:json|yaml)$/.test(name) || isTemporary(name), folders: none };

const ownFiles = new Set([
  'cluster.json',
  'creating.json',
  'change.json',
  'policy-before-change.yaml',
  'policy-that-worked.yaml',
]);

/** The folder of one cluster, as cluster-state.ts lays it out. */
const ofCluster: Known = {
  files: (name) => ownFiles.has(name) || isTemporary(name),
  folders(name) {
    if (name === 'policies') return policies;
    if (name === 'revisions') return revisions;
    // Repairs move what they replace there, even folders.
    if (name === 'kept') return null;
    return name === 'logs' || isOldLogs(name) ? logs : undefined;
  },
};

/** A folder of logs that was moved aside for a later cluster of this name. */
export function isOldLogs(name: string): boolean {
  return name.startsWith('logs-until-');
}

type Removing = Pick<Files, 'list' | 'remove' | 'entry'>;

/** Removes the audit logs in the folder of one control plane; returns the paths that stay. */
export async function removeLogs(files: Removing, dir: string): Promise<readonly string[]> {
  return removeKnown(files, dir, logsOfNode);
}

/** Removes what is known in a cluster's folder of state, and the folders that are empty then; returns the paths that stay. */
export async function removeState(files: Removing, dir: string): Promise<readonly string[]> {
  return removeKnown(files, dir, ofCluster);
}

/** A link is removed as what it is; what it leads to is not looked at. */
async function removeKnown(files: Removing, dir: string, known: Known): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const name of await files.list(dir)) {
    const path = `${dir}/${name}`;
    const isFolder = (await files.entry(path))?.kind === 'directory';
    const inside = known.folders(name);
    if (isFolder && inside !== undefined && inside !== null) kept.push(...(await removeKnown(files, path, inside)));
    else if (inside === null || (isFolder ? (await files.list(path)).length === 0 : known.files(name)))
      await files.remove(path);
    else kept.push(path);
  }
  if ((await files.list(dir)).length === 0) await files.remove(dir);
  return kept;
}
