// Undo: the second server of a node ends.
import type { World } from '../../core/ports.ts';
import { endSecond, findNode } from '../in-node.ts';

/** Announced before the second server's manifest is put into a node. */
export type SecondServer = {
  readonly kind: 'second-server';
  readonly node: string;
};

/** Seconds for its end: the kubelet kills it after 30. */
export const SECOND_ENDS_S = 60;

export async function removeSecond({ node }: SecondServer, world: World): Promise<void> {
  await endSecond(await findNode(world, node), SECOND_ENDS_S);
}
