// A second API server beside the first one of a node: started, proven alive, given the connections, and ended.
import type { Content } from '../core/content.ts';
import type { Node, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { nodePathOf, parseApiServerManifest } from '../kind/api-server-manifest.ts';
import { secondLogName } from '../kind/log-names.ts';
import { LOG_FILE } from '../kind/paths.ts';
import { readServerState } from '../node/api-server-state.ts';
import { waitForPod } from '../node/replace-manifest.ts';
import { logInNode, type NodeFacts } from './facts.ts';
import { endSecond, keepLog, newestSecond, putFile, readFile } from './in-node.ts';
import { LOOPBACK, SECOND_MANIFEST, SECOND_NAME, SECOND_POLICY, SECOND_PORT } from './names.ts';
import { endRedirect, redirect } from './redirect.ts';
import { secondManifest } from './second-manifest.ts';
import { SECOND_ENDS_S } from './undos/second-server.ts';

/** Seconds for a second server to become ready. Measured: 6.5 on a quiet machine. */
const READY_S = 90;

export const SECOND_AT = `${LOOPBACK}:${SECOND_PORT}`;

/** Where the second server of a node writes, when its first one gets this manifest; null where that audits nothing. */
export function secondLog(manifestText: string, at: Date): string | null {
  const manifest = parseApiServerManifest(manifestText);
  if (manifest === null || !manifest.args.has('audit-policy-file')) return null;
  return secondLogName(logInNode({ manifest }) ?? LOG_FILE, at.getTime());
}

/** Starts it, and waits until it is ready; throws a Problem with its own words where it does not become so. */
export async function startSecond(node: Node, first: string, log: string | null, signal?: AbortSignal): Promise<void> {
  const before = await newestSecond(node);
  await putFile(node, SECOND_MANIFEST, secondManifest(first, { log }));
  const pod = { before, name: SECOND_NAME, at: SECOND_AT, seconds: READY_S };
  const outcome = await waitForPod(node, pod, signal);
  if (outcome === 'ready') return log === null ? undefined : keepLog(node, log);
  const state = await readServerState(node, signal, { manifest: SECOND_MANIFEST, name: SECOND_NAME });
  const words = 'words' in state ? state.words : `it did not answer within ${READY_S} s`;
  throw new Problem('api-server-not-ready', `a second API server on ${node.name} did not become ready: ${words}`, {
    details: words,
  });
}

/**
 * Runs work while a second server with the old manifest and policy serves the node's connections: for an undo on a node that
 * was cleared away already.
 */
export async function overlapping(
  node: Node,
  facts: NodeFacts,
  manifest: string,
  world: World,
  work: () => Promise<void>,
): Promise<void> {
  const policy = await policyOf(node, manifest);
  if (policy !== null) await putFile(node, SECOND_POLICY, policy);
  await startSecond(node, manifest, policy === null ? null : secondLog(manifest, world.clock.now()));
  await redirect(node, facts.servedAt);
  await work();
  await endRedirect(node);
  await endSecond(node, SECOND_ENDS_S);
}

/** The policy that a manifest names, from the node; null where it names none. */
async function policyOf(node: Node, text: string): Promise<Content | null> {
  const manifest = parseApiServerManifest(text);
  const path = manifest?.args.get('audit-policy-file');
  return manifest === null || path === undefined ? null : readFile(node, nodePathOf(manifest, path) ?? path);
}
