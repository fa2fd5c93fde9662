// Undo: new connections of a node go to its first server again.
import type { Node, World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { clusterOfNode } from '../../kind/cluster-name.ts';
import { readFacts, type NodeFacts } from '../facts.ts';
import { findNode } from '../in-node.ts';
import { awaitFirst } from '../first-server.ts';
import { endRedirect } from '../redirect.ts';

/** Announced before the redirect is put into effect. */
export type RedirectedNode = {
  readonly kind: 'redirected-node';
  readonly node: string;
};

export async function restoreConnections({ node: name }: RedirectedNode, world: World): Promise<void> {
  const node = await findNode(world, name);
  await sendBack(node, await readFacts(node), world);
}

/** Ends the redirect once the first server answers, and not before: until then the second one serves. */
export async function sendBack(node: Node, { left, servedAt }: NodeFacts, world: World): Promise<void> {
  if (!left.redirect) return;
  if (!(await awaitFirst(node, servedAt.port, world)))
    throw new Problem(
      'api-server-not-ready',
      `the first API server of ${node.name} is not ready; the second one goes on serving all connections`,
      { hint: `kind-audit doctor --fix --name ${clusterOfNode(node.name)}` },
    );
  await endRedirect(node);
}
