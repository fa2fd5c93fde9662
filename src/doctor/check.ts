// What a check is, and what it looks at.
import type { Finding } from '../core/finding.ts';
import type { Node, World } from '../core/ports.ts';
import { worstStatus } from '../core/finding.ts';
import type { NodeSurvey } from './survey.ts';

/** The patient: a cluster's control planes and what is known of them from this host. */
export interface Target {
  readonly cluster: string;
  readonly controlPlanes: readonly Node[];
  /** One survey a node, made when the first check asks. */
  readonly survey: (node: Node) => Promise<NodeSurvey>;
  /** The policy file of the project and the deployed copy, where kind-audit made the cluster. */
  readonly policy: { readonly project: string; readonly deployed: string } | null;
  readonly world: Pick<World, 'clock' | 'files' | 'random' | 'sha256'>;
}

/** One look at one thing. */
export interface Check {
  /** Stable: used by scripts, by --check and in the documentation. */
  readonly id: string;
  readonly title: string;
  /** What it looks at, for the documentation. */
  readonly about: string;
  /** Checks that must not have failed for this one to make sense. */
  readonly needs?: readonly string[];
  /** Milliseconds until it is given up. */
  readonly timeoutMs: number;
  look(target: Target, signal: AbortSignal): Promise<Finding>;
}

/** Looks at every control plane at once and joins what was found: the gravest status, each node named. */
export async function onEveryControlPlane(target: Target, look: (node: Node) => Promise<Finding>): Promise<Finding> {
  const findings = await Promise.all(target.controlPlanes.map(async (node) => ({ node, finding: await look(node) })));
  const status = worstStatus(findings.map(({ finding }) => finding.status));
  const relevant = findings.filter(({ finding }) => finding.status === status);
  const words = new Set(relevant.map(({ finding }) => finding.evidence));
  const evidence =
    findings.length === 1
      ? [...words].join('')
      : words.size === 1 && relevant.length === findings.length
        ? `on all ${findings.length} control planes: ${[...words].join('')}`
        : relevant.map(({ node, finding }) => `${node.name}: ${finding.evidence}`).join('; ');
  const fix = relevant.find(({ finding }) => finding.fix !== undefined)?.finding.fix;
  return { status, evidence, ...(fix === undefined ? {} : { fix }) };
}
