// What a check is, and what it looks at.
import type { Content } from '../core/content.ts';
import { worstStatus, type CheckResult, type ClusterFinding, type Finding } from '../core/finding.ts';
import type { Engine, Node, NodeContainer, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { Answers } from '../node/answers.ts';
import type { Inspection } from '../node/inspection.ts';
import type { Repair } from './repair.ts';
import type { ClusterRecord } from '../state/cluster-record.ts';
import type { NodeSurvey } from '../node/survey.ts';
import type { Vitals } from '../node/vitals.ts';

/** The cluster under examination: its nodes, and what is known about them from this host. */
export interface Target {
  readonly cluster: string;
  readonly engine: Pick<Engine, 'provider' | 'endpoint' | 'origin' | 'info'>;
  /** Every container of the cluster, with its state. */
  readonly containers: readonly NodeContainer[];
  readonly controlPlanes: readonly Node[];
  /** One look of each sort per node, made when the first check asks. */
  readonly survey: (node: Node) => Promise<NodeSurvey>;
  readonly inspect: (node: Node) => Promise<Inspection>;
  readonly ask: (node: Node) => Promise<Answers>;
  readonly vitals: (node: Node) => Promise<Vitals>;
  /** How kind-audit made the cluster; null where it did not. */
  readonly record: Omit<ClusterRecord, 'schema'> | null;
  /** The files of the policy on this host, where kind-audit made the cluster. */
  readonly policy: PolicyFiles | null;
  /** Why the settings files do not allow a policy, which is in this file; null where they do. */
  readonly refusal: Refusal;
  readonly world: World;
}

export type Refusal = (content: Content, source: string) => Promise<Problem | null>;

export interface PolicyFiles {
  readonly project: string;
  readonly deployed: string;
  /** The copy of the last policy with which an API server was seen to work. */
  readonly worked: string;
  /** The folder for what a repair replaces. */
  readonly kept: string;
}

interface Repairable {
  readonly repairs?: readonly Repair[];
}

/** What a check saw, and what could be done about it by this program. */
export type Seen = ClusterFinding & Repairable;

/** The same of one node. */
export type SeenOnNode = Finding & Repairable;

/** A check's result, with the repairs it proposes. */
export type Examined = CheckResult & Pick<Seen, 'repairs'>;

/** One look at one thing. */
export interface Check {
  /** Stable: used by scripts, by --check and in the documentation. */
  readonly id: string;
  readonly title: string;
  /** What it looks at, for the documentation. */
  readonly about: string;
  /** `up` runs it as well: it takes almost no time. */
  readonly quick?: boolean;
  /** Checks that must not have failed, or this one makes no sense. */
  readonly needs?: readonly string[];
  /** Time-out in milliseconds. */
  readonly timeoutMs: number;
  look(target: Target, signal: AbortSignal): Promise<Seen>;
}

/**
 * Looks at every control plane at once and joins the findings: the worst status, and the evidence of each node that
 * has it. A node that does not run is skipped here; another check reports it.
 */
export async function onEveryControlPlane(target: Target, look: (node: Node) => Promise<SeenOnNode>): Promise<Seen> {
  const findings = await Promise.all(
    target.controlPlanes.map(async (node) => ({ node, finding: await lookAt(target, node, look) })),
  );
  const status = worstStatus(findings.map(({ finding }) => finding.status));
  const relevant = findings.filter(({ finding }) => finding.status === status);
  const evidence = relevant.map(({ node, finding }) => ({ node: node.name, text: finding.evidence }));
  const alike = relevant.length === findings.length && new Set(evidence.map(({ text }) => text)).size === 1;
  const fix = relevant.find(({ finding }) => finding.fix !== undefined)?.finding.fix;
  const repairs = relevant.flatMap(({ finding }) => finding.repairs ?? []);
  return {
    status,
    evidence,
    ...(alike ? { alike } : {}),
    ...(fix === undefined ? {} : { fix }),
    ...(repairs.length === 0 ? {} : { repairs }),
  };
}

async function lookAt(target: Target, node: Node, look: (node: Node) => Promise<SeenOnNode>): Promise<SeenOnNode> {
  const container = target.containers.find(({ name }) => name === node.name);
  if (container?.running === false) return { status: 'skip', evidence: `the node is ${container.state}` };
  try {
    return await look(node);
  } catch (error) {
    // One node that does not answer must not hide the others.
    if (!(error instanceof Problem) || target.controlPlanes.length === 1) throw error;
    return { status: 'fail', evidence: error.message, ...(error.hint === undefined ? {} : { fix: error.hint }) };
  }
}
