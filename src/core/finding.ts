// What a check found, on one node or on all of them.

export type FindingStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** The outcome of one look at one thing. */
export interface Finding {
  readonly status: FindingStatus;
  /** What was seen, in words that need no context. */
  readonly evidence: string;
  /** The command to type, or the change to make; only with warn and fail. */
  readonly fix?: string;
}

/** What was seen, and the node that it is about; without a node it is about the whole cluster. */
export interface Evidence {
  readonly node?: string;
  /** In words that need no context. */
  readonly text: string;
}

/** A finding about a cluster: what was seen, node by node. */
export interface ClusterFinding extends Omit<Finding, 'evidence'> {
  readonly evidence: readonly Evidence[];
  /** All control planes show the same. */
  readonly alike?: boolean;
}

/** A finding with the check that it belongs to. */
export interface CheckResult extends ClusterFinding {
  readonly id: string;
  readonly title: string;
  /** How long the look took, in milliseconds. */
  readonly ms: number;
}

/** Evidence that is about no one node. */
export function aboutAll(text: string): readonly Evidence[] {
  return [{ text }];
}

/** The evidence in lines: one where all control planes show the same, else a line for each entry, which names its node. */
export function evidenceLines({ evidence, alike }: Pick<ClusterFinding, 'evidence' | 'alike'>): readonly string[] {
  const [first] = evidence;
  if (alike === true && first !== undefined)
    return [evidence.length === 1 ? first.text : `on all ${evidence.length} control planes: ${first.text}`];
  return evidence.map(({ node, text }) =>
    node === undefined || text.startsWith(`${node} `) ? text : `${node}: ${text}`,
  );
}

/** The evidence in one line. */
export function evidenceText(finding: Pick<ClusterFinding, 'evidence' | 'alike'>): string {
  return evidenceLines(finding).join('; ');
}

const bySeverity: readonly FindingStatus[] = ['skip', 'ok', 'warn', 'fail'];

/** The worst status of several; `skip` where there is none. */
export function worstStatus(statuses: readonly FindingStatus[]): FindingStatus {
  return statuses.reduce(
    (worst, status) => (bySeverity.indexOf(status) > bySeverity.indexOf(worst) ? status : worst),
    'skip',
  );
}
