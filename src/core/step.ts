// A step of a plan, and the engine that runs a plan and takes it back.
import type { Report } from './event.ts';
import type { Clock } from './ports.ts';
import { messageOf } from './problem.ts';

/** What a step may say while it runs. */
export interface StepVoice {
  /** Replaces the step's progress line. */
  progress(text: string): void;
  /** Counts time that was spent on the step's behalf before it started, in milliseconds. */
  alreadyTook(ms: number): void;
}

/** One step: a name, what it does, and how it is taken back. */
export interface Step<Context> {
  readonly id: string;
  readonly title: string;
  /** The reason to leave the step out, or null to run it. */
  skip?(context: Context): string | null;
  /** Does it; the text that it gives is shown behind the title. */
  run(context: Context, voice: StepVoice): Promise<string | void>;
  /** Takes it back. Also called when `run` failed half-way, so it must cope with half a state. */
  undo?(context: Context): Promise<void>;
}

export interface RunStepsOptions {
  readonly report: Report;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether to keep what was made when a step fails with this error. */
  readonly keepAfter?: (error: unknown) => boolean;
}

/**
 * Runs steps in order. When one fails, or the signal is aborted, the steps that ran are undone in
 * reverse, the failed one included, and the first error is thrown again. An undo that fails is
 * reported and the others still run.
 */
export async function runSteps<Context>(
  steps: readonly Step<Context>[],
  context: Context,
  options: RunStepsOptions,
): Promise<void> {
  const { report, clock, signal } = options;
  const undos: Step<Context>[] = [];
  report({ type: 'plan', steps: steps.map(({ id, title }) => ({ id, title })) });
  try {
    for (const step of steps) {
      signal.throwIfAborted();
      const reason = step.skip?.(context) ?? null;
      if (reason !== null) {
        report({ type: 'step-skipped', id: step.id, title: step.title, text: reason });
        continue;
      }
      undos.push(step);
      await runStep(step, context, report, clock);
    }
  } catch (error) {
    if (options.keepAfter?.(error) !== true) await undoSteps(undos.toReversed(), context, report);
    throw error;
  } finally {
    report({ type: 'plan-ended' });
  }
}

async function runStep<Context>(step: Step<Context>, context: Context, report: Report, clock: Clock): Promise<void> {
  const { id, title } = step;
  let started = clock.monotonic();
  const ms = (): number => Math.round(clock.monotonic() - started);
  report({ type: 'step-started', id, title });
  try {
    const text = await step.run(context, {
      progress: (line) => report({ type: 'step-progress', id, text: line }),
      alreadyTook: (earlier) => void (started -= earlier),
    });
    report({ type: 'step-done', id, title, ms: ms(), ...(text ? { text } : {}) });
  } catch (error) {
    report({ type: 'step-failed', id, title, ms: ms(), text: messageOf(error) });
    throw error;
  }
}

async function undoSteps<Context>(steps: readonly Step<Context>[], context: Context, report: Report): Promise<void> {
  for (const step of steps) {
    const { id, title } = step;
    if (step.undo === undefined) continue;
    report({ type: 'undo-started', id, title });
    try {
      await step.undo(context);
      report({ type: 'undo-done', id, title });
    } catch (error) {
      report({ type: 'undo-failed', id, title, text: messageOf(error) });
    }
  }
}
