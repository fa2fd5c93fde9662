// Puts a changed kube-apiserver.yaml into a node, and waits for the API server that the kubelet starts from it.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { StepVoice } from '../core/step.ts';
import { API_SERVER, API_SERVER_MANIFEST } from '../kind/paths.ts';
import { withMark } from '../kind/edit-manifest.ts';
import { readServerState } from './api-server-state.ts';
import replaceScript from './scripts/replace-manifest.sh';
import waitScript from './scripts/wait-for-pod.sh';

/** Seconds for the new API server; after that the kubelet is restarted once, and it gets the same time again. */
const TIMEOUT_S = 75;

/**
 * Seconds for the old API server to end after the change. The kubelet sends it SIGTERM, and by then it has answered the
 * requests in flight; watches alone would hold it until the kubelet kills it after 30.
 */
const DRAIN_S = 12;

export interface Replacement {
  readonly node: Node;
  /** The folder in the node that keeps the old manifest. */
  readonly kept: string;
  /** Makes the new text; null is given for a manifest that is not there. */
  readonly edit: (text: string | null) => string | Promise<string>;
  /** Text that makes this pod different from all earlier ones; null puts the text in place as it is. */
  readonly mark: string | null;
  /** Ends the wait; left out by an undo, which must run to its end. */
  readonly signal?: AbortSignal;
  /**
   * Set where another server serves meanwhile: the old one has all the time that the kubelet gives it, and the new one is
   * asked at this address and port, past whatever leads elsewhere.
   */
  readonly patientAt?: string;
}

type Voice = Pick<StepVoice, 'progress' | 'warn'>;

/** Replaces it and waits; throws a Problem with the server's last message if it does not become ready. */
export async function replaceManifest(replacement: Replacement, voice: Voice): Promise<string> {
  const { node, kept } = replacement;
  const { before, wasThere } = await putManifest(replacement, voice);
  voice.progress(`waiting for the API server of ${node.name}`);
  let outcome = await waitForNewPod(replacement, before);
  if (outcome === 'neither') {
    // Sometimes an edit leaves the pod down until the kubelet is restarted. Source: kubernetes issues 48219, 109596.
    voice.progress(`restarting the kubelet of ${node.name}`);
    await node.run(['systemctl', 'restart', 'kubelet'], { timeoutMs: 30_000 });
    outcome = await waitForNewPod(replacement, before);
  }
  if (outcome === 'ready') return wasThere ? `ready; the old manifest: ${node.name}:${kept}` : 'ready';
  const server = await readServerState(node);
  const words = 'words' in server ? `: ${server.words}` : '';
  throw new Problem('api-server-not-ready', `the API server of ${node.name} did not become ready${words}`);
}

/** Replaces it and waits only for the old server to end. `before` is the folder of the newest pod so far. */
export async function putManifest(
  { node, kept, edit, mark, patientAt }: Replacement,
  voice: Voice,
): Promise<{ readonly before: string; readonly wasThere: boolean }> {
  const old = await readManifestText(node);
  const edited = await edit(old);
  const text = mark === null ? edited : withMark(edited, mark);
  voice.progress(`waiting for the old API server of ${node.name} to end`);
  const drain = patientAt === undefined ? DRAIN_S : 0;
  const argv = ['bash', '-c', replaceScript, 'replace', API_SERVER_MANIFEST, kept, String(drain)];
  const replaced = await node.run(argv, { stdin: text, timeoutMs: (DRAIN_S + 20) * 1000 });
  if (replaced.exitCode !== 0) throw commandFailed(replaced, `cannot replace the manifest in ${node.name}`);
  if (/^killed /m.test(replaced.stdout)) voice.warn(killedWarning(node));
  return { before: /^before (.*)$/m.exec(replaced.stdout)?.[1] ?? '', wasThere: old !== null };
}

/** The text of a node's manifest; null where there is none. Throws a Problem where it cannot be read. */
export async function readManifestText(node: Node, path = API_SERVER_MANIFEST): Promise<string | null> {
  const read = await node.run(['cat', path]);
  if (read.exitCode === 0) return read.stdout;
  // A folder of that name runs nothing, and is kept like a file.
  if (/No such file|is a directory/i.test(read.stderr)) return null;
  throw commandFailed(read, `cannot read ${path} in ${node.name}`);
}

function killedWarning({ name }: Node): string {
  return `the API server of ${name} did not end within ${DRAIN_S} s and was killed: requests that were still running, usually watches, have no ResponseComplete in the audit log`;
}

/** What a wait for a new pod ended with. */
type Waited = 'ready' | 'crashed' | 'neither';

async function waitForNewPod({ node, signal, patientAt }: Replacement, before: string): Promise<Waited> {
  return waitForPod(node, { before, name: API_SERVER, at: patientAt ?? '', seconds: TIMEOUT_S }, signal);
}

export interface AwaitedPod {
  /** The log folder of the pod before, as "kube-system_…" in /var/log/pods; "" where there was none. */
  readonly before: string;
  /** The pod's name without that of its node. */
  readonly name: string;
  /** Address and port where it is asked; "" for the node's name and the usual port. */
  readonly at: string;
  readonly seconds: number;
}

/** Waits for a pod of an API server that is not the one before. */
export async function waitForPod(
  node: Node,
  { before, name, at, seconds }: AwaitedPod,
  signal?: AbortSignal,
): Promise<Waited> {
  const argv = ['bash', '-c', waitScript, 'wait', before, String(seconds), name, at];
  const ran = await node.run(argv, {
    timeoutMs: (seconds + 40) * 1000,
    ...(signal === undefined ? {} : { signal }),
  });
  return ran.exitCode === 0 ? 'ready' : ran.exitCode === 2 ? 'crashed' : 'neither';
}
