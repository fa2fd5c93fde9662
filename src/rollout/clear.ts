// Clearing away what a change has left in the nodes and the cluster: found by its names, whatever the journal says.
import type { World } from '../core/ports.ts';
import { readFacts } from './facts.ts';
import { endSecond, findNode, removeChangeFolder } from './in-node.ts';
import { releaseEndpoint } from './keep-endpoint.ts';
import { restoreConnections } from './undos/redirected-node.ts';
import { SECOND_ENDS_S } from './undos/second-server.ts';

/** Removes redirect, second server, folder and admission policy; nothing happens where there is none of them. */
export async function clearNodes(names: readonly string[], world: World): Promise<void> {
  let keptAt: string | null = null;
  for (const name of names) {
    await restoreConnections({ kind: 'redirected-node', node: name }, world);
    const node = await findNode(world, name);
    await endSecond(node, SECOND_ENDS_S);
    const { left } = await readFacts(node);
    if (left.keptEndpoint) keptAt = name;
    await removeChangeFolder(node);
  }
  if (keptAt !== null) await releaseEndpoint(await findNode(world, keptAt));
}
