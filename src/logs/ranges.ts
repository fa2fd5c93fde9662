// A large file processed by several threads, range by range.
import type { Crew, Threads, Worked } from '../core/ports.ts';
import { LONGEST_LINE } from '../core/lines.ts';

/** More threads than this wait for each other. */
const MOST_THREADS = 4;

/** How many threads work well together. */
export function crewSize({ processors }: Threads): number {
  return Math.max(1, Math.min(MOST_THREADS, processors));
}

/** A file, and how it is to be divided. */
export interface Division {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  /** Results come in the order of the file, or from its end. */
  readonly order: 'forwards' | 'backwards';
  /** How many ranges are being processed at the same time. */
  readonly ahead: number;
  /** Bytes of the range that is given out next. */
  readonly range: () => number;
}

/** The result of a range. */
export interface WorkedRange<Result> extends Worked<Result> {
  /** Bytes of the range. */
  readonly bytes: number;
}

/** Gives the result of the crew for every range. */
export async function* workedRanges<Result>(
  crew: Crew<Result>,
  { path, size, order, ahead, range }: Division,
): AsyncGenerator<WorkedRange<Result>> {
  const running: { readonly run: Promise<Worked<Result>>; readonly bytes: number }[] = [];
  let given = 0;
  for (;;) {
    while (given < size && running.length < ahead) {
      const bytes = Math.min(range(), size - given);
      const from = order === 'forwards' ? given : size - given - bytes;
      given += bytes;
      const run = crew.run({ path, from, to: from + bytes, longest: LONGEST_LINE });
      // A caller that stops early waits for none of these; one that reads on gets the error below.
      run.catch(() => undefined);
      running.push({ run, bytes });
    }
    const first = running.shift();
    if (first === undefined) return;
    yield { ...(await first.run), bytes: first.bytes };
  }
}
