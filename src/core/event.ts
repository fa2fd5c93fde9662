// Everything that a running command reports: one union, read by several reporters.
import type { ExitCode } from './exit-code.ts';
import type { ProblemCode } from './problem.ts';

/** A step as the plan names it. */
export interface StepTitle {
  readonly id: string;
  readonly title: string;
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
  /** From now on new connections are served as a file says that was saved so many milliseconds ago, or a little less. */
  | { readonly type: 'in-effect'; readonly ms: number }
  /** Progress of a command that has no plan of steps; null ends it. */
  | { readonly type: 'progress'; readonly text: string | null }
  | { readonly type: 'note'; readonly level: 'info' | 'warn'; readonly text: string }
  | { readonly type: 'detail'; readonly text: string }
  | {
      readonly type: 'problem';
      readonly code: ProblemCode | 'bug';
      readonly text: string;
      readonly details?: string;
      readonly hint?: string;
      /** What the process ends with. */
      readonly exitCode: ExitCode;
    };

/** Receives events one after the other. */
export type Report = (event: Event) => void;
