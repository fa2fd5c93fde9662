// The state of a node's API server, read from the node's own logs, since it may be down and not answer.
import type { Node } from '../core/ports.ts';
import { ADMIN_KUBECONFIG, API_SERVER, API_SERVER_MANIFEST } from '../kind/paths.ts';
import { kubeletWords } from './vitals.ts';
import stateScript from './scripts/state.sh';
import readyScript from './scripts/ready.sh';

export type ServerState =
  /** No container of it has been started yet. */
  | { readonly state: 'absent' }
  /** Started; whether it is ready is another question. */
  | { readonly state: 'running'; readonly restarts: number }
  /** It ended by itself; `words` is its last message. */
  | { readonly state: 'crashed'; readonly restarts: number; readonly words: string }
  /** The kubelet cannot start it. */
  | { readonly state: 'blocked'; readonly words: string };

/** The static pod of an API server. */
export interface ServerPod {
  readonly manifest: string;
  /** Its name without that of the node. */
  readonly name: string;
}

const first: ServerPod = { manifest: API_SERVER_MANIFEST, name: API_SERVER };

/** Reads the state of the node's API server, or of another one in it. */
export async function readServerState(
  node: Node,
  signal?: AbortSignal,
  { manifest, name }: ServerPod = first,
): Promise<ServerState> {
  const argv = ['bash', '-c', stateScript, 'state', manifest, name];
  const ran = await node.run(argv, { timeoutMs: 5000, ...(signal === undefined ? {} : { signal }) });
  return parseServerState(ran.stdout);
}

/** Parses the script's output. */
export function parseServerState(text: string): ServerState {
  const lines = text.split('\n');
  const linesOf = (mark: string): string[] =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  const ends = linesOf('end ').map(withoutFraming);
  const run = linesOf('run ')[0];
  if (ends.length > 0) return { state: 'crashed', restarts: Number(run ?? 0), words: lastWords(ends) };
  const blocked = linesOf('kubelet ')[0];
  if (blocked !== undefined) return { state: 'blocked', words: kubeletWords(blocked) };
  return run === undefined ? { state: 'absent' } : { state: 'running', restarts: Number(run) };
}

/** Removes the container runtime's "time stream tag " from a line. */
function withoutFraming(line: string): string {
  return line.replace(/^\S+ (?:stdout|stderr) [FP] /, '');
}

/** The server's own words: the err="…" of its last message, unquoted, or the line as it is. */
function lastWords(ends: readonly string[]): string {
  const last = ends.at(-1) ?? '';
  const quoted = /\berr=("(?:[^"\\]|\\.)*")/.exec(last)?.[1];
  if (quoted === undefined) return last.replace(/^Error: /, '').trim();
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

/** Whether the node's own API server answers ok on /readyz. */
export async function isReady(node: Node, signal?: AbortSignal): Promise<boolean> {
  const argv = ['bash', '-c', readyScript, 'ready', ADMIN_KUBECONFIG];
  const ran = await node.run(argv, { timeoutMs: 10_000, ...(signal === undefined ? {} : { signal }) });
  return ran.exitCode === 0;
}
