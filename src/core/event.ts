// Everything that a running command tells its reporter: one union, read by several reporters.
import type { CheckResult } from './finding.ts';
import type { ProblemCode } from './problem.ts';

/** A step as the plan names it. */
export interface StepTitle {
  readonly id: string;
  readonly title: string;
}

/** A cluster whose auditing was proven, and what to do with it. */
export interface Proven {
  readonly cluster: string;
  /** The context in the kubeconfig. */
  readonly context: string;
  /** The file to edit. */
  readonly policy: string;
  /** The folder on this host with a folder of logs for each control plane. */
  readonly logs: string;
  /** The evidence: what was requested and where it was found. */
  readonly evidence: string;
  /** Whether this run made the cluster. */
  readonly created: boolean;
  /** Commands to try next. */
  readonly next: readonly { readonly line: string; readonly does: string }[];
}

/** One thing that happened. Nothing but a reporter prints. */
export type Event =
  | { readonly type: 'plan'; readonly steps: readonly StepTitle[] }
  | { readonly type: 'step-started'; readonly id: string; readonly title: string }
  | { readonly type: 'step-progress'; readonly id: string; readonly text: string }
  | {
      readonly type: 'step-done';
      readonly id: string;
      readonly title: string;
      readonly ms: number;
      readonly text?: string;
    }
  | { readonly type: 'step-skipped'; readonly id: string; readonly title: string; readonly text: string }
  | {
      readonly type: 'step-failed';
      readonly id: string;
      readonly title: string;
      readonly ms: number;
      readonly text: string;
    }
  | { readonly type: 'undo-started'; readonly id: string; readonly title: string }
  | { readonly type: 'undo-done'; readonly id: string; readonly title: string }
  | { readonly type: 'undo-failed'; readonly id: string; readonly title: string; readonly text: string }
  | { readonly type: 'plan-ended' }
  | { readonly type: 'check'; readonly check: CheckResult }
  | ({ readonly type: 'proven' } & Proven)
  /** How far the command is that is no plan of steps; null when there is nothing to tell any more. */
  | { readonly type: 'progress'; readonly text: string | null }
  | { readonly type: 'note'; readonly level: 'info' | 'warn'; readonly text: string }
  | { readonly type: 'detail'; readonly text: string }
  | {
      readonly type: 'problem';
      readonly code: ProblemCode | 'bug';
      readonly text: string;
      readonly details?: string;
      readonly hint?: string;
    };

/** Takes events one after the other. */
export type Report = (event: Event) => void;
