// What steps and undos do in a node: finding it, its files, its second server.
import { commandFailed } from '../core/command-failed.ts';
import { asText, type Content } from '../core/content.ts';
import type { Node, World } from '../core/ports.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { HELD_OUTPUT, KEPT_OUTPUT } from '../kind/log-names.ts';
import { ADMIN_KUBECONFIG, API_SERVER_MANIFEST } from '../kind/paths.ts';
import { NODE_POLICY } from './change.ts';
import { HELD_S, holdingTable, SETTLE_S } from './hold-kept.ts';
import { CHANGE_DIR, SECOND_LOG, SECOND_MANIFEST, SECOND_NAME, SECOND_PORT, TABLE } from './names.ts';
import clearFolderScript from './scripts/clear-folder.sh';
import endSecondScript from './scripts/end-second.sh';
import keepLogScript from './scripts/keep-log.sh';
import newestPodScript from './scripts/newest-pod.sh';
import podGoneScript from './scripts/pod-gone.sh';
import prepareScript from './scripts/prepare.sh';
import putFileScript from './scripts/put-file.sh';

/** Where files for the manifests folder are written first: beside it, and on the same file system. */
const UNFINISHED_DIR = '/etc/kubernetes';

/** Milliseconds that a node, or its engine, may be away before an undo gives up. */
const AWAY_MS = 90_000;
const RETRY_MS = 1000;

/** A control plane by its name; waits for one that is just starting again, with its engine or alone. */
export async function findNode(world: Pick<World, 'engine' | 'clock'>, name: string): Promise<Node> {
  const deadline = world.clock.monotonic() + AWAY_MS;
  for (;;) {
    try {
      const node = (await world.engine()).node({ name, role: 'control-plane' });
      const ran = await node.run(['true'], { timeoutMs: 10_000 });
      if (ran.exitCode === 0) return node;
      throw commandFailed(ran, `${name} does not run commands`);
    } catch (error) {
      if (world.clock.monotonic() > deadline)
        throw new Problem('node-stopped', `${name} does not answer: ${messageOf(error)}`, { cause: error });
      await world.clock.sleep(RETRY_MS);
    }
  }
}

/** Base64 of a content: what a program in a node reads from its standard input. */
function packed(content: Content | null): string {
  return content === null ? '' : Buffer.from(content as string).toString('base64');
}

async function script(node: Node, argv: readonly string[], what: string, stdin = '', seconds = 20): Promise<string> {
  const ran = await node.run(['bash', '-c', ...argv], { stdin, timeoutMs: seconds * 1000 });
  if (ran.exitCode !== 0) throw commandFailed(ran, what);
  return ran.stdout;
}

/** Makes the folder of a change: the policy for the second server, and copies of what is there now. */
export async function prepare(node: Node, policy: Content | null): Promise<void> {
  const argv = [prepareScript, 'prepare', CHANGE_DIR, API_SERVER_MANIFEST, NODE_POLICY];
  await script(node, argv, `cannot write into ${CHANGE_DIR} of ${node.name}`, packed(policy));
}

/** Writes a file of the node as a whole. */
export async function putFile(node: Node, path: string, content: Content): Promise<void> {
  const argv = [putFileScript, 'put', path, `${UNFINISHED_DIR}/.kind-audit-new`];
  await script(node, argv, `cannot write ${path} in ${node.name}`, packed(content));
}

/** A file of the node; null where there is none. */
export async function readFile(node: Node, path: string): Promise<Content | null> {
  const ran = await node.run(['base64', '--wrap', '0', '--', path], { timeoutMs: 20_000 });
  if (ran.exitCode === 0) return asText(Buffer.from(ran.stdout, 'base64'));
  if (/No such file/.test(ran.stderr)) return null;
  throw commandFailed(ran, `cannot read ${path} in ${node.name}`);
}

export async function removeFromNode(node: Node, path: string): Promise<void> {
  const ran = await node.run(['rm', '-rf', '--', path], { timeoutMs: 20_000 });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot remove ${path} in ${node.name}`);
}

/**
 * Removes the second server's manifest, to which new connections no longer go, and waits until it has ended: at once where
 * there is none. With 0 seconds it waits only until kept connections are free to go.
 */
export async function endSecond(node: Node, seconds: number): Promise<void> {
  const words = [SECOND_MANIFEST, SECOND_PORT, seconds, TABLE, HELD_S, SECOND_LOG, SETTLE_S];
  const argv = [endSecondScript, 'end', ...words.map(String)];
  await script(node, argv, `the second API server of ${node.name} does not end`, holdingTable, seconds + 20);
}

/** Seconds for the kubelet to delete the pod of a second server that has ended. */
const POD_GONE_S = 30;

/** Waits until the cluster no longer shows the pod of a second server that has ended; deletes it where it stays. */
export async function awaitPodGone(node: Node): Promise<void> {
  const argv = [podGoneScript, 'pod-gone', SECOND_NAME, ADMIN_KUBECONFIG, String(POD_GONE_S)];
  await script(node, argv, `cannot delete the pod ${SECOND_NAME}-${node.name}`, '', POD_GONE_S + 30);
}

/** The newest log folder of the second server; "" where it never ran. */
export async function newestSecond(node: Node): Promise<string> {
  const argv = [newestPodScript, 'newest', SECOND_NAME];
  return (await script(node, argv, `cannot look for the second API server of ${node.name}`)).trim();
}

/** Removes the folder of a change, and the one above it when nothing else is there. */
export async function removeChangeFolder(node: Node): Promise<void> {
  const argv = [clearFolderScript, 'clear', CHANGE_DIR, KEPT_OUTPUT, HELD_OUTPUT, UNFINISHED_DIR];
  await script(node, argv, `cannot remove ${CHANGE_DIR} in ${node.name}`, '', 60);
}

/** Keeps the second server's log from the first one, which removes and packs old logs, until the second one has ended. */
export async function keepLog(node: Node, log: string): Promise<void> {
  await script(node, [keepLogScript, 'keep-log', log, SECOND_LOG], `cannot keep ${log} in ${node.name}`);
}
