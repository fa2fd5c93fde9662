// The addresses of this machine in the network of the nodes: those of a node's default route.
import type { Node } from '../../core/ports.ts';

/** None where the node does not say. */
export async function gatewaysOf(node: Node, signal: AbortSignal): Promise<readonly string[]> {
  const found = await Promise.all(
    ['-4', '-6'].map(async (family) => {
      const ran = await node.run(['ip', family, 'route', 'show', 'default'], { timeoutMs: 5000, signal });
      return [...ran.stdout.matchAll(/^default via ([\da-f.:]+) /gm)].map(([, address = '']) => address);
    }),
  );
  return [...new Set(found.flat())];
}
