// The first API server of a node: asked past a redirect, and given another manifest while the second one serves.
import type { Node, World } from '../core/ports.ts';
import type { StepVoice } from '../core/step.ts';
import { API_SERVER_MANIFEST } from '../kind/paths.ts';
import { replaceManifest } from '../node/replace-manifest.ts';
import { holdKept, releaseKept } from './hold-kept.ts';
import { CHANGE_DIR, LOOPBACK } from './names.ts';
import readyAtScript from './scripts/ready-at.sh';

/** Milliseconds for a server that has just been started. */
const START_MS = 150_000;
const ASK_MS = 1000;

/** Whether the first server answers ok on /readyz of the node's loopback. */
export async function isFirstReady(node: Node, port: number): Promise<boolean> {
  const argv = ['bash', '-c', readyAtScript, 'ready', `${LOOPBACK}:${port}`];
  return (await node.run(argv, { timeoutMs: 15_000 })).exitCode === 0;
}

/** Waits for it; false where it does not become ready. */
export async function awaitFirst(node: Node, port: number, { clock }: Pick<World, 'clock'>): Promise<boolean> {
  const deadline = clock.monotonic() + START_MS;
  while (!(await isFirstReady(node, port))) {
    if (clock.monotonic() > deadline) return false;
    await clock.sleep(ASK_MS);
  }
  return true;
}

export interface FirstReplacement {
  readonly node: Node;
  readonly port: number;
  readonly manifest: string;
  readonly mark: string;
  /** Whether a second server serves meanwhile, so that the old one may take its time. */
  readonly served: boolean;
  readonly signal?: AbortSignal;
}

/** Gives it another manifest, and waits for the server that the kubelet starts from that. */
export async function replaceFirst(
  { node, port, manifest, mark, served, signal }: FirstReplacement,
  voice: Pick<StepVoice, 'progress' | 'warn'>,
): Promise<void> {
  if (served) await holdKept(node, port);
  const released = served ? releaseKept(node, port).catch(() => undefined) : undefined;
  await replaceManifest(
    {
      node,
      kept: CHANGE_DIR,
      edit: () => manifest,
      mark,
      ...(served ? { patientAt: `${LOOPBACK}:${port}` } : {}),
      ...(signal === undefined ? {} : { signal }),
    },
    voice,
  );
  await released;
}

/** Where the manifest of the first server was kept before a change. */
export const KEPT_MANIFEST = `${CHANGE_DIR}/${API_SERVER_MANIFEST.slice(API_SERVER_MANIFEST.lastIndexOf('/') + 1)}`;
