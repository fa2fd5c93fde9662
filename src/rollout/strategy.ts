// How a change can be made on a node: with a second server beside the first, or by a restart, and why.
import type { NodeFacts } from './facts.ts';

export type Strategy = 'overlap' | 'restart';

/** Bytes that a second API server may need. Measured: 0.3 to 0.5 GiB. */
const SECOND_NEEDS = 768 * 1024 ** 2;

/** The first API version with ValidatingAdmissionPolicy as v1 is Kubernetes 1.30's. */
const NO_ADMISSION_POLICIES =
  'its Kubernetes, older than 1.30, cannot keep the endpoint of the service "kubernetes": for up to 10 s other nodes would not reach it';

/** Why a node cannot run a second API server beside the first; null where it can. */
export function canOverlap(facts: NodeFacts): string | null {
  if (facts.manifest === null) return 'its API server has no manifest that can be read';
  if (!facts.hasNft) return 'it has no program "nft" to redirect connections';
  if (facts.servedAt.address === '') return 'the address of its API server is not known';
  if (facts.memory < SECOND_NEEDS)
    return `only ${Math.round(facts.memory / 1024 ** 2)} MiB of its memory are available, and a second API server needs ${SECOND_NEEDS / 1024 ** 2}`;
  if (!facts.ready) return 'its API server does not answer on the loopback address';
  return null;
}

/** The strategy for a cluster, with the reason in words. All nodes are changed in the same way. */
export function chooseStrategy(
  nodes: readonly NodeFacts[],
  asked: Strategy | undefined,
): { readonly strategy: Strategy; readonly reason: string; readonly possible: boolean } {
  const blocked = nodes.map((facts) => ({ node: facts.node, why: canOverlap(facts) })).find(({ why }) => why !== null);
  const why = blocked === undefined ? null : `${blocked.node}: ${blocked.why}`;
  if (asked === 'restart') return { strategy: 'restart', reason: 'asked for', possible: true };
  if (why === null) return { strategy: 'overlap', reason: 'a second API server serves meanwhile', possible: true };
  if (asked === 'overlap') return { strategy: 'overlap', reason: why, possible: false };
  return { strategy: 'restart', reason: why, possible: true };
}

/** What a user should know of a change with a second server; null for nothing. */
export function overlapRemark(nodes: readonly NodeFacts[]): string | null {
  const first = nodes[0];
  if (first === undefined || nodes.length > 1 || first.hasAdmissionPolicies || first.nodes.length < 2) return null;
  return `${first.node}: ${NO_ADMISSION_POLICIES}`;
}
