// Which audit logs a node has besides the one that its API server writes now.
import type { Node, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { clusterOfNode } from '../kind/cluster-name.ts';
import { KEPT_OUTPUT } from '../kind/log-names.ts';
import { LOG_FILE } from '../kind/paths.ts';
import { CONTAINER_LOGS, findNamedPlace, otherPlaces, type LogPlace } from '../node/log-place.ts';
import otherLogsScript from './scripts/other-logs.sh';

/** How many files are named at most that are not read. */
const MOST_NAMED = 3;

export interface OtherLogs {
  /** The places at which there is something. */
  readonly others: readonly LogPlace[];
  /** The API server writes no audit log now, and where it usually does nothing is left of one, but at other places is. */
  readonly isBare: boolean;
}

/**
 * Looks into a node; names the files that may be part of its log and are not read. What keeps this from being known is
 * reported when the log is read.
 */
export async function otherLogs(node: Node, { signal, report }: Pick<World, 'signal' | 'report'>): Promise<OtherLogs> {
  try {
    const named = await findNamedPlace(node, signal);
    const place: LogPlace = named ?? { kind: 'file', path: LOG_FILE };
    const words = [place.kind, place.path, LOG_FILE, KEPT_OUTPUT, CONTAINER_LOGS];
    const ran = await node.run(['bash', '-c', otherLogsScript, 'other-logs', ...words], { signal });
    const found = new Set(ran.exitCode === 0 ? ran.stdout.split('\n') : []);
    const others = otherPlaces(place).filter(({ kind, path }) => found.has(`${kind} ${path}`));
    const unread = [...found].flatMap((line) => (line.startsWith('unread ') ? [line.slice('unread '.length)] : []));
    if (unread.length > 0) report({ type: 'note', level: 'warn', text: unreadText(node, unread) });
    return { others, isBare: named === null && others.length > 0 && !found.has('first') };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem) return { others: [], isBare: false };
    throw error;
  }
}

function unreadText({ name }: Node, paths: readonly string[]): string {
  const more = paths.length > MOST_NAMED ? `, and ${paths.length - MOST_NAMED} more` : '';
  const where = `${paths.slice(0, MOST_NAMED).join(', ')}${more}`;
  const [first = ''] = paths;
  const shell = pasteable(['kind-audit', 'shell', '--name', clusterOfNode(name), '--node', name, '--', 'cat', first]);
  return `${name}: audit events are in ${where} too, which is not read: a former log, or a copy; to see them: ${shell} | kind-audit logs -`;
}
