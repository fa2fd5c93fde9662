// Puts together what the checks look at.
import type { Engine, Node, NodeContainer, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import { readRecord, statePaths } from '../state/cluster-state.ts';
import type { Target } from './check.ts';
import { surveyNode, type NodeSurvey } from './survey.ts';

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
  const surveys = new Map<string, Promise<NodeSurvey>>();
  return {
    cluster,
    controlPlanes: containers.filter(({ role }) => role === 'control-plane').map((container) => engine.node(container)),
    survey(node: Node) {
      const known = surveys.get(node.name) ?? surveyNode(node);
      surveys.set(node.name, known);
      return known;
    },
    policy: record === null ? null : { project: `${record.dir}/${POLICY_NAME}`, deployed: paths.deployedPolicy },
    world,
  };
}
