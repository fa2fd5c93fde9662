// Puts together what the checks look at.
import type { Engine, Node, NodeContainer, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import { readRecord, statePaths } from '../state/cluster-state.ts';
import { askApiServer } from './answers.ts';
import type { Target } from './check.ts';
import { inspectNode } from './inspection.ts';
import { readManifest, surveyNode } from './survey.ts';

/** The nodes of a cluster; throws a Problem that names the clusters there are when it has none. */
export async function nodesOf(engine: Engine, cluster: string): Promise<readonly NodeContainer[]> {
  const nodes = await engine.nodes(cluster);
  if (nodes.length > 0) return nodes;
  const known = [...new Set((await engine.nodes()).map((node) => node.cluster))];
  const others = known.length === 0 ? 'there are no kind clusters' : `there are: ${known.join(', ')}`;
  throw new Problem('cluster-missing', `there is no kind cluster "${cluster}"; ${others}`, {
    hint:
      known[0] === undefined
        ? `kind-audit up --name ${cluster}`
        : `add --name ${known[0]}, or: kind-audit up --name ${cluster}`,
  });
}

/** The target for a cluster, whoever made it. */
export async function targetFor(world: World, engine: Engine, cluster: string): Promise<Target> {
  const containers = await nodesOf(engine, cluster);
  const paths = statePaths(world, cluster);
  const record = await readRecord(world, paths);
  const manifestOf = oncePerNode(readManifest);
  return {
    cluster,
    engine,
    containers,
    controlPlanes: containers.filter(({ role }) => role === 'control-plane').map((container) => engine.node(container)),
    survey: oncePerNode(async (node) => surveyNode(node, await manifestOf(node))),
    inspect: oncePerNode(async (node) => inspectNode(node, await manifestOf(node), world.clock, world.signal)),
    ask: oncePerNode((node) => askApiServer(node, world.signal)),
    policy:
      record === null
        ? null
        : {
            project: `${record.dir}/${POLICY_NAME}`,
            deployed: paths.deployedPolicy,
            worked: paths.workedPolicy,
            kept: paths.kept,
          },
    world,
  };
}

function oncePerNode<T>(look: (node: Node) => Promise<T>): (node: Node) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (node) => {
    const result = known.get(node.name) ?? look(node);
    known.set(node.name, result);
    return result;
  };
}
