// A step of a plan, and the engine that runs a plan and undoes it.
import type { Report } from './event.ts';
import type { Clock } from './ports.ts';
import { messageOf, Problem } from './problem.ts';
import { systemProblem } from './system-error.ts';
import { executeUndos, type Undoing, type UndoRecord } from './undo.ts';

/** What a step may say while it runs. */
export interface StepVoice {
  /** Replaces the step's progress line. */
  progress(text: string): void;
  /** Counts time that was spent on the step's behalf before it started, in milliseconds. */
  alreadyTook(ms: number): void;
  /** A warning that stays visible when the step is done. */
  warn(text: string): void;
}

/** The voice of a step whose work can be undone. */
export interface UndoableVoice<Undo extends UndoRecord> extends StepVoice {
  /** Announces work that is about to begin. Wait for it: the record may be written down first. */
  undoable(record: Undo): Promise<void>;
}

/** One step: a name and what it does. `Undo` are the records that it announces. */
export interface Step<Context, Undo extends UndoRecord = never> {
  readonly id: string;
  readonly title: string;
  /** The reason to leave the step out, or null to run it. */
  skip?(context: Context): string | null;
  /** Does it; the text that it returns is shown after the title. */
  run(context: Context, voice: UndoableVoice<Undo>): Promise<string | void>;
}

export interface RunStepsOptions<Undo extends UndoRecord, Place> {
  readonly report: Report;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How announced work is undone; left out where no step announces any. */
  readonly undoing?: Undoing<Undo, Place>;
  /** Whether to keep what was made when a step fails with this error. */
  readonly keepAfter?: (error: unknown) => boolean;
}

/** A step that was begun, and what it announced. */
interface Begun<Context, Undo extends UndoRecord> {
  readonly step: Step<Context, Undo>;
  readonly records: Undo[];
}

/** How a plan ended. */
export type Outcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** The first error. */
      readonly error: unknown;
      /** Titles of the steps that were undone completely. */
      readonly undone: readonly string[];
      /** A line for each step that could not be undone completely. */
      readonly left: readonly string[];
      /** What to type next about the first of them that says so. */
      readonly next: string | undefined;
    };

type Failure = Extract<Outcome, { readonly ok: false }>;

/**
 * Runs steps in order. When one fails, or the signal is aborted, everything that was announced is undone in
 * reverse order, including what the failed step announced, and the first error is thrown again. Every record is tried;
 * where one cannot be undone, that is reported, and the Problem that is thrown lists it.
 */
export async function runSteps<Context, Undo extends UndoRecord = never, Place = unknown>(
  steps: readonly Step<Context, Undo>[],
  context: Context,
  options: RunStepsOptions<Undo, Place>,
): Promise<void> {
  const outcome = await trySteps(steps, context, options);
  if (!outcome.ok) throw withLeftovers(outcome);
}

/** The same, but returns a failure instead of throwing it. */
export async function trySteps<Context, Undo extends UndoRecord = never, Place = unknown>(
  steps: readonly Step<Context, Undo>[],
  context: Context,
  options: RunStepsOptions<Undo, Place>,
): Promise<Outcome> {
  const { report, signal } = options;
  const begun: Begun<Context, Undo>[] = [];
  report({ type: 'plan', steps: steps.map(({ id, title }) => ({ id, title })) });
  try {
    for (const step of steps) {
      signal.throwIfAborted();
      const reason = step.skip?.(context) ?? null;
      if (reason !== null) {
        report({ type: 'step-skipped', id: step.id, title: step.title, text: reason });
        continue;
      }
      const records: Undo[] = [];
      begun.push({ step, records });
      await runStep(step, context, options, records);
    }
    return { ok: true };
  } catch (thrown) {
    // Whatever failed because of an interruption failed for that reason.
    const error: unknown = signal.aborted ? signal.reason : thrown;
    if (options.keepAfter?.(error) === true) return { ok: false, error, undone: [], left: [], next: undefined };
    return { ok: false, error, ...(await undoSteps(begun, options)) };
  } finally {
    report({ type: 'plan-ended' });
  }
}

async function runStep<Context, Undo extends UndoRecord, Place>(
  step: Step<Context, Undo>,
  context: Context,
  { report, clock, undoing }: RunStepsOptions<Undo, Place>,
  records: Undo[],
): Promise<void> {
  const { id, title } = step;
  let started = clock.monotonic();
  const ms = (): number => Math.round(clock.monotonic() - started);
  report({ type: 'step-started', id, title });
  try {
    const text = await step.run(context, {
      progress: (line) => report({ type: 'step-progress', id, text: line }),
      alreadyTook: (earlier) => void (started -= earlier),
      warn: (line) => report({ type: 'note', level: 'warn', text: line }),
      async undoable(record) {
        if (undoing === undefined) throw new Error(`nothing can undo what the step "${id}" announces`);
        records.push(record);
        await undoing.journal?.announced(record);
      },
    });
    report({ type: 'step-done', id, title, ms: ms(), ...(text ? { text } : {}) });
  } catch (error) {
    report({ type: 'step-failed', id, title, ms: ms(), text: messageOf(error) });
    throw error;
  }
}

/** Undoes the steps, the last one first. */
async function undoSteps<Context, Undo extends UndoRecord, Place>(
  begun: readonly Begun<Context, Undo>[],
  { report, undoing }: RunStepsOptions<Undo, Place>,
): Promise<Pick<Failure, 'undone' | 'left' | 'next'>> {
  const undone: string[] = [];
  const left: string[] = [];
  let next: string | undefined;
  for (const { step, records } of begun.toReversed()) {
    if (undoing === undefined || records.length === 0) continue;
    const { id, title } = step;
    report({ type: 'undo-started', id, title });
    const errors = await executeUndos(records, undoing);
    const text = errors.map(messageOf).join('; ');
    next ??= errors.find((error) => error instanceof Problem)?.hint;
    report(text === '' ? { type: 'undo-done', id, title } : { type: 'undo-failed', id, title, text });
    if (text === '') undone.push(title);
    else left.push(`could not undo "${title}": ${text}`);
  }
  return { undone, left, next };
}

/** The error, with what could not be undone among its details. */
function withLeftovers({ error, left, next }: Failure): unknown {
  const problem = systemProblem(error) ?? error;
  return problem instanceof Problem && left.length > 0 ? problem.withDetails(left.join('\n'), error, next) : error;
}
