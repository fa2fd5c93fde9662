// The text of the policy that the API servers of a cluster decide by.
import type { Content } from '../core/content.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { readFile } from '../rollout/in-node.ts';
import { statePaths } from '../state/cluster-state.ts';
import { revisionPolicy } from '../state/revisions.ts';
import type { PolicyPlaces, ServerPolicy } from './policy-places.ts';
import { MOST_POLICY_BYTES } from './policy-source.ts';

/** A policy, and the node whose API server decides by it. */
export interface KnownPolicy {
  readonly node: string;
  readonly content: Content;
}

/**
 * Of the first control plane of which it is known, byte for byte. Throws a Problem where nothing is audited, and where the text
 * is not to be had any more.
 */
export async function policyInEffect(world: World, places: PolicyPlaces): Promise<KnownPolicy> {
  const { cluster, servers } = places;
  if (servers.every(({ inEffect }) => inEffect.how === 'nothing'))
    throw new Problem('cluster-differs', `the cluster "${cluster}" does not audit, so no policy is in effect`, {
      hint: pasteable(['kind-audit', 'enable', '--name', cluster]),
    });
  for (const server of servers) {
    const content = await contentOf(world, places, server);
    if (content !== null) return { node: server.node, content };
  }
  throw new Problem('file-unreadable', `the policy in effect on ${servers[0]?.node} is not known any more`, {
    hint: pasteable(['kind-audit', 'policy', 'show', '--name', cluster]),
  });
}

async function contentOf(
  world: World,
  { cluster, last }: PolicyPlaces,
  { node, inEffect, deployed }: ServerPolicy,
): Promise<Content | null> {
  if (inEffect.how === 'older')
    return last === null ? null : revisionPolicy(world, statePaths(world, cluster), last.revision);
  if (inEffect.how !== 'file' || deployed === null || deployed.size > MOST_POLICY_BYTES) return null;
  const engine = await world.engine();
  const content = await readFile(engine.node({ name: node, role: 'control-plane' }), deployed.path);
  return content !== null && world.sha256(content) === inEffect.sha256 ? content : null;
}
