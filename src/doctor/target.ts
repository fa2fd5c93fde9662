// Puts together what the checks look at.
import type { Engine, Node, World } from '../core/ports.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import { readRecord, statePaths } from '../state/cluster-state.ts';
import { askApiServer } from '../node/answers.ts';
import type { Refusal, Target } from './check.ts';
import { inspectNode } from '../node/inspection.ts';
import { nodesOf } from '../node/nodes-of.ts';
import { readManifest, surveyNode } from '../node/survey.ts';
import { readVitals } from '../node/vitals.ts';

/** The target for a cluster, made by kind-audit or by hand; where nothing else is given, every policy may be deployed. */
export async function targetFor(
  world: World,
  engine: Engine,
  cluster: string,
  refusal: Refusal = async () => null,
): Promise<Target> {
  const containers = await nodesOf(engine, cluster, world.signal);
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
    vitals: oncePerNode(async (node) => readVitals(node, await manifestOf(node), world.signal)),
    ask: oncePerNode((node) => askApiServer(node, world.signal)),
    record,
    policy:
      record === null
        ? null
        : {
            project: `${record.dir}/${POLICY_NAME}`,
            deployed: paths.deployedPolicy,
            worked: paths.workedPolicy,
            kept: paths.kept,
          },
    refusal,
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
