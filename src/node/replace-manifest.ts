// Puts a changed kube-apiserver.yaml into a node, and waits for the API server that the kubelet makes of it.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { StepVoice } from '../core/step.ts';
import { API_SERVER_MANIFEST } from '../kind/paths.ts';
import { withMark } from '../kind/edit-manifest.ts';
import { readLife } from './api-server-life.ts';
import replaceScript from './scripts/replace-manifest.sh';
import waitScript from './scripts/wait-for-pod.sh';

/** Seconds for the new API server; after it the kubelet is restarted once and gets the same again. */
const PATIENCE_S = 75;

export interface Replacement {
  readonly node: Node;
  /** The folder in the node that gets the manifest as it was. */
  readonly kept: string;
  /** Makes the new text; null is given for a manifest that is not there. */
  readonly edit: (text: string | null) => string | Promise<string>;
  /** Text that makes this pod another one than all before. */
  readonly mark: string;
  /** Ends the waiting; left out by an undo, which must come to its end. */
  readonly signal?: AbortSignal;
}

/** Replaces it and waits; throws a Problem with the server's last words when it does not become ready. */
export async function replaceManifest(
  { node, kept, edit, mark, signal }: Replacement,
  voice: StepVoice,
): Promise<string> {
  const read = await node.run(['cat', API_SERVER_MANIFEST]);
  const text = withMark(await edit(read.exitCode === 0 ? read.stdout : null), mark);
  const replaced = await node.run(['bash', '-c', replaceScript, 'replace', API_SERVER_MANIFEST, kept], {
    stdin: text,
    timeoutMs: 20_000,
  });
  if (replaced.exitCode !== 0) throw commandFailed(replaced, `cannot replace the manifest in ${node.name}`);
  const before = replaced.stdout.trim();
  voice.progress(`waiting for the API server of ${node.name}`);
  let outcome = await waitForNewPod(node, before, signal);
  if (outcome === 1) {
    // An edit now and then leaves the pod down until the kubelet starts again. Source: kubernetes issues 48219, 109596.
    voice.progress(`restarting the kubelet of ${node.name}`);
    await node.run(['systemctl', 'restart', 'kubelet'], { timeoutMs: 30_000 });
    outcome = await waitForNewPod(node, before, signal);
  }
  if (outcome === 0) return read.exitCode === 0 ? `ready; the manifest as it was: ${node.name}:${kept}` : 'ready';
  const life = await readLife(node);
  const words = 'words' in life ? `: ${life.words}` : '';
  throw new Problem('api-server-not-ready', `the API server of ${node.name} did not become ready${words}`);
}

async function waitForNewPod(node: Node, before: string, signal: AbortSignal | undefined): Promise<number> {
  const argv = ['bash', '-c', waitScript, 'wait', before, String(PATIENCE_S)];
  const ran = await node.run(argv, {
    timeoutMs: (PATIENCE_S + 40) * 1000,
    ...(signal === undefined ? {} : { signal }),
  });
  return ran.exitCode ?? 1;
}
