// The state of a cluster as one value.
import { sameContent } from '../core/content.ts';
import { Problem } from '../core/problem.ts';
import type { World } from '../core/ports.ts';
import { isReady } from '../node/api-server-state.ts';
import { surveyNode } from '../node/survey.ts';
import { didNotEnd, readJournal } from '../rollout/journal.ts';
import { nodesOf } from '../node/nodes-of.ts';
import { contextName } from '../kind/cluster-name.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import { startHint } from '../node/start-command.ts';
import { decodePolicyBytes } from '../policy/text/decode-bytes.ts';
import type { SettingsInEffect } from '../settings/settings.ts';
import { readRecord, statePaths } from '../state/cluster-state.ts';
import { readMark } from '../state/creation-mark.ts';
import { requireAllowedPolicy } from './allowed-policy.ts';
import { CONFIG_NAME, isConfigEdited } from './edited-config.ts';
import { isMountedBy } from './undos/created-cluster.ts';

export interface NodeStatus {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  /** Null for a node without an API server. */
  readonly apiServer: 'ready' | 'not ready' | null;
  readonly log: { readonly path: string; readonly size: number } | null;
}

export interface ClusterStatus {
  readonly cluster: string;
  readonly context: string;
  readonly engine: string;
  readonly nodes: readonly NodeStatus[];
  /** Null when kind-audit did not make the cluster. */
  readonly policy: {
    readonly project: string;
    readonly deployed: string;
    /** How the project's file compares with the deployed copy. */
    readonly state: 'deployed' | 'edited since' | 'missing';
  } | null;
}

/** Reads it; throws a Problem where the cluster does not exist. */
export async function readStatus(world: World, cluster: string): Promise<ClusterStatus> {
  const engine = await world.engine();
  const containers = await nodesOf(engine, cluster, world.signal);
  const nodes = await Promise.all(
    containers.map(async (container): Promise<NodeStatus> => {
      const { name, role, state, running } = container;
      if (role !== 'control-plane' || !running) return { name, role, state, apiServer: null, log: null };
      const node = engine.node(container);
      const [ready, survey] = await Promise.all([isReady(node, world.signal), surveyNode(node)]);
      const log = survey.log.type === null ? null : { path: survey.log.path, size: survey.log.size };
      return { name, role, state, apiServer: ready ? 'ready' : 'not ready', log };
    }),
  );
  return {
    cluster,
    context: contextName(cluster),
    engine: `${engine.provider} at ${engine.endpoint}`,
    nodes,
    policy: await policyStatus(world, cluster),
  };
}

async function policyStatus(world: World, cluster: string): Promise<ClusterStatus['policy']> {
  const paths = statePaths(world, cluster);
  const record = await readRecord(world, paths);
  if (record === null) return null;
  const project = `${record.dir}/${POLICY_NAME}`;
  const [own, deployed] = await Promise.all([
    world.files.readBytes(project),
    world.files.readBytes(paths.deployedPolicy),
  ]);
  return {
    project,
    deployed: paths.deployedPolicy,
    state: own === null ? 'missing' : sameContent(own, deployed) ? 'deployed' : 'edited since',
  };
}

/** That the policy which was deployed is not one that the settings allow: a line, or none. */
export async function policyRemarks(
  world: World,
  cluster: string,
  inEffect: SettingsInEffect,
): Promise<readonly string[]> {
  const { deployedPolicy } = statePaths(world, cluster);
  const content = await world.files.readBytes(deployedPolicy);
  if (content === null) return [];
  const deployed = { text: decodePolicyBytes(content).text, bytes: content, source: deployedPolicy };
  try {
    await requireAllowedPolicy(world, inEffect, deployed);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [`the deployed policy is not allowed: ${error.message}`];
  }
}

/** What is wrong with the cluster as a whole, and what to type: a line each. */
export async function statusRemarks(world: World, cluster: string): Promise<readonly string[]> {
  const engine = await world.engine();
  const paths = statePaths(world, cluster);
  const [containers, mark, record, change] = await Promise.all([
    nodesOf(engine, cluster, world.signal),
    readMark(world, paths),
    readRecord(world, paths),
    readJournal(world, paths),
  ]);
  const stopped = containers.find(({ running }) => !running);
  const half = mark !== null && isMountedBy(containers, paths.policyDir);
  return [
    ...(half ? [`its creation began at ${mark.since} and did not end: kind-audit up --name ${cluster}`] : []),
    ...(stopped === undefined || half ? [] : [`${stopped.name} is ${stopped.state}: ${startHint(engine, stopped)}`]),
    ...(change === null
      ? []
      : [`${didNotEnd(change)}, or is still at work: kind-audit doctor --fix --name ${cluster}`]),
    ...((await isConfigEdited(world, record))
      ? [`${CONFIG_NAME} in ${record?.dir} was edited since the cluster was made; kind reads it only then`]
      : []),
  ];
}
