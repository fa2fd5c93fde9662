// A cluster before a change: its control planes, where its policy is, and what is in effect.
import { sameContent, type Content } from '../core/content.ts';
import type { Node, NodeContainer, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { nodePathOf, type ApiServerManifest } from '../kind/api-server-manifest.ts';
import { POLICY_FILE } from '../kind/paths.ts';
import { nodesOf } from '../node/nodes-of.ts';
import { hasReadPolicy } from '../node/policy-age.ts';
import { startHint } from '../node/start-command.ts';
import { readManifest } from '../node/survey.ts';
import type { ClusterRecord } from '../state/cluster-record.ts';
import { readRecord, statePaths, type StatePaths } from '../state/cluster-state.ts';
import { lastPolicySum } from '../state/revisions.ts';
import type { PolicyPlace } from './change.ts';
import { readFacts, type NodeFacts } from './facts.ts';
import { readFile } from './in-node.ts';

/** A control plane and what was found in it. */
export interface SeenNode {
  readonly node: Node;
  /** The id of its container. */
  readonly id: string;
  readonly facts: NodeFacts;
  /** The policy file that its server names; null where it names none, or that is not there. */
  readonly policy: Content | null;
}

export interface Situation {
  readonly cluster: string;
  readonly nodes: readonly [SeenNode, ...SeenNode[]];
  /** The containers of the control planes. */
  readonly containers: readonly NodeContainer[];
  readonly state: StatePaths;
  /** How kind-audit made the cluster; null for one that it did not make. */
  readonly record: ClusterRecord | null;
  /** Where the servers read their policy after a change. */
  readonly place: PolicyPlace;
  /** The policy file that a server names, the first one that audits; null where none does, or that is not there. */
  readonly policy: Content | null;
  /** The audit arguments of that server; of the first one where none audits. */
  readonly args: ReadonlyMap<string, string>;
}

/** Where a node keeps the policy that its server names; null where it names none. */
function policyInNode(manifest: ApiServerManifest | null): string | null {
  const path = manifest?.args.get('audit-policy-file');
  return manifest === null || path === undefined ? null : (nodePathOf(manifest, path) ?? path);
}

/** Whether the server of a node audits by a policy. */
export function isAuditing({ facts }: Pick<SeenNode, 'facts'>): boolean {
  return facts.manifest?.args.has('audit-policy-file') === true;
}

/** Whether every server names a policy file with this content. */
export function hasEverywhere({ nodes }: Pick<Situation, 'nodes'>, policy: Content): boolean {
  return nodes.every((seen) => sameContent(seen.policy, policy));
}

/** A node whose server has another value of an argument; undefined where none has. */
export function nodeWithOther({ nodes }: Pick<Situation, 'nodes'>, name: string, value: string): SeenNode | undefined {
  return nodes.find(({ facts }) => facts.manifest?.args.get(name) !== value);
}

/** Whether every server has read its policy file as it is now. */
export async function isReadEverywhere(world: World, { nodes, state, containers }: Situation): Promise<boolean> {
  const last = await lastPolicySum(world, state, containers);
  const read = await Promise.all(
    nodes.map(async ({ node }) => hasReadPolicy(node, await readManifest(node), last, world)),
  );
  return !read.includes(false);
}

/** Looks at every control plane; throws a Problem where one is down, since a change would leave it with another policy. */
export async function lookAtCluster(world: World, cluster: string): Promise<Situation> {
  const engine = await world.engine();
  const containers = (await nodesOf(engine, cluster, world.signal)).filter(({ role }) => role === 'control-plane');
  const stopped = containers.find(({ running, state }) => !running || state === 'paused');
  if (stopped !== undefined)
    throw new Problem('node-stopped', `the node ${stopped.name} is ${stopped.state}`, {
      hint: startHint(engine, stopped),
    });
  const seen = await Promise.all(
    containers.map(async (container): Promise<SeenNode> => {
      const node = engine.node(container);
      const facts = await readFacts(node, world.signal);
      const path = policyInNode(facts.manifest);
      return { node, id: container.id, facts, policy: path === null ? null : await readFile(node, path) };
    }),
  );
  const [one, ...others] = seen;
  if (one === undefined) throw new Problem('cluster-missing', `the cluster "${cluster}" has no control plane`);
  const broken = seen.find(({ facts }) => facts.manifest === null);
  if (broken !== undefined)
    throw new Problem('api-server-not-ready', `${broken.node.name} has no manifest of an API server that can be read`, {
      hint: `kind-audit doctor --name ${cluster}`,
    });
  const state = statePaths(world, cluster);
  const record = await readRecord(world, state);
  const model = seen.find(isAuditing) ?? one;
  const { manifest } = model.facts;
  const inNode = policyInNode(manifest);
  return {
    cluster,
    nodes: [one, ...others],
    containers,
    state,
    record,
    // The mount is there even where auditing was switched off.
    place:
      record === null || (inNode !== null && inNode !== POLICY_FILE)
        ? { kind: 'node' }
        : { kind: 'host', file: state.deployedPolicy, kept: state.changeBefore },
    policy: model.policy,
    args: new Map([...(manifest?.args ?? [])].filter(([name]) => name.startsWith('audit-'))),
  };
}
