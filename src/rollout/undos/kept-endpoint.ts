// Undo: the admission policy that keeps the endpoint of "kubernetes" is removed.
import type { World } from '../../core/ports.ts';
import { findNode } from '../in-node.ts';
import { releaseEndpoint } from '../keep-endpoint.ts';

/** Announced before the admission policy is made. */
export type KeptEndpoint = {
  readonly kind: 'kept-endpoint';
  /** The node through which the API server is asked. */
  readonly node: string;
};

export async function releaseKept({ node }: KeptEndpoint, world: World): Promise<void> {
  await releaseEndpoint(await findNode(world, node));
}
