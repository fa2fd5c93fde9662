// What the steps of a change share.
import type { Content } from '../core/content.ts';
import type { Node, World } from '../core/ports.ts';
import type { Policy } from '../policy/model/policy.ts';
import type { Change, PolicyPlace } from './change.ts';
import type { NodeFacts } from './facts.ts';
import { LOOPBACK } from './names.ts';

/** A control plane in a change. */
export interface ChangedNode {
  readonly node: Node;
  /** As it was before. */
  readonly facts: NodeFacts;
  /** The manifest that its first server gets, without the mark. */
  readonly manifest: string;
  /** The second server's own log in the node; null where nothing is audited, and where there is no second server. */
  readonly secondLog: string | null;
}

export interface RolloutContext {
  readonly world: World;
  readonly cluster: string;
  readonly change: Change;
  readonly place: PolicyPlace;
  /** The policy that is in effect afterwards, and the content of its file; null where nothing is audited. */
  readonly policy: Policy | null;
  readonly policyContent: Content | null;
  /** Distinguishes the manifests of this change from all others. */
  readonly mark: string;
  /** Called once every server has the change: the journal says so, and the revision is the one to go back to. */
  readonly inEffect: () => Promise<string | void>;
}

/** The address and port at which the first server of a node is asked past a redirect. */
export function firstAt({ facts }: Pick<ChangedNode, 'facts'>): string {
  return `${LOOPBACK}:${facts.servedAt.port}`;
}
