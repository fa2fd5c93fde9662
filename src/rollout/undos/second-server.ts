// Undo: the second server of a node ends.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { clusterOfNode } from '../../kind/cluster-name.ts';
import { readFacts } from '../facts.ts';
import { endSecond, findNode } from '../in-node.ts';

/** Announced before the second server's manifest is put into a node. */
export type SecondServer = {
  readonly kind: 'second-server';
  readonly node: string;
};

/** Seconds for its end: the kubelet kills it after 30. */
export const SECOND_ENDS_S = 60;

/** Ends it, unless connections still go there: then it is the one that serves. */
export async function removeSecond({ node: name }: SecondServer, world: World): Promise<void> {
  const node = await findNode(world, name);
  const { left } = await readFacts(node);
  if (left.redirect)
    throw new Problem('api-server-not-ready', `the second API server of ${name} goes on serving all connections`, {
      hint: `kind-audit doctor --fix --name ${clusterOfNode(name)}`,
    });
  await endSecond(node, SECOND_ENDS_S);
}
