// The nodes of a cluster, as the engine knows them.
import type { Engine, NodeContainer } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';

/** The nodes of a cluster; if it has none, throws a Problem that names the clusters that exist. */
export async function nodesOf(engine: Engine, cluster: string, signal: AbortSignal): Promise<readonly NodeContainer[]> {
  const nodes = await engine.nodes(cluster, signal);
  if (nodes.length > 0) return nodes;
  const known = [...new Set((await engine.nodes(null, signal)).map((node) => node.cluster))];
  const others = known.length === 0 ? 'there are no kind clusters' : `there are: ${known.join(', ')}`;
  throw new Problem('cluster-missing', `there is no kind cluster "${cluster}"; ${others}`, {
    hint:
      known[0] === undefined
        ? `kind-audit up --name ${cluster}`
        : `add --name ${known[0]}, or: kind-audit up --name ${cluster}`,
  });
}
