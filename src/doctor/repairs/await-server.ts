// Repair: an API server that is about to end or to start is waited for, so that the next look sees how it turned out.
import type { Node, World } from '../../core/ports.ts';
import { settle } from '../../node/settle.ts';
import type { Repair } from '../repair.ts';

/** The repair that changes nothing, and waits until the API server of a node is ready, or for the time that it may need; `longer` are milliseconds that pass before. */
export function awaitServer(node: Node, longer = 0): Repair {
  return {
    key: { kind: 'await', node: node.name },
    rank: 'api-server',
    title: `wait for the API server of ${node.name}`,
    steps: [
      {
        id: `await:${node.name}`,
        title: `Wait for the API server of ${node.name}`,
        run: (world: World, voice) => settle(node, world, voice, longer),
      },
    ],
  };
}
