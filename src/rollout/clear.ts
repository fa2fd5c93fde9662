// Clearing away what a change has left in the nodes and the cluster: found by its names, whatever the journal says.
import type { Node, World } from '../core/ports.ts';
import { readFacts } from './facts.ts';
import { awaitPodGone, endSecond, findNode, removeChangeFolder } from './in-node.ts';
import { releaseEndpoint } from './keep-endpoint.ts';
import { sendBack } from './undos/redirected-node.ts';
import { SECOND_ENDS_S } from './undos/second-server.ts';

/** Removes redirect, second server with its pod, folder and admission policy; nothing happens where there is none of them. */
export async function clearNodes(names: readonly string[], world: World): Promise<void> {
  let keptAt: Node | null = null;
  for (const name of names) {
    const node = await findNode(world, name);
    const facts = await readFacts(node);
    await sendBack(node, facts, world);
    await endSecond(node, SECOND_ENDS_S);
    await awaitPodGone(node);
    if (facts.left.keptEndpoint) keptAt = node;
    await removeChangeFolder(node);
  }
  if (keptAt !== null) await releaseEndpoint(keptAt);
}
