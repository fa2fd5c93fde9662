// Work on lines that one of them can hold up: a limit of time for each line, though not each is measured.
import type { Within } from '../core/ports.ts';

/** Where the work is: the number of its line. */
export interface Step {
  line: number;
}

/** How long the first attempt may last, in milliseconds; each one after it lasts twice as long. */
const FIRST_MS = 500;

/** So many attempts are enough for lines that are slow together, and not one alone. */
const MOST_ATTEMPTS = 5;

/**
 * Does the work; null where one line holds it up. A limit for each line would cost more than the work. So all of it has a
 * limit, and is done again with twice the time where that is over: the line that it is at must then be another one. A
 * process that was stopped meanwhile, or had no processor, gets further as well.
 */
export function untilStuck<Result>(within: Within, work: (at: Step) => Result): Result | null {
  let before = -1;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const at: Step = { line: 0 };
    try {
      const result = within(FIRST_MS * 2 ** attempt, () => work(at));
      if (result !== null) return result.done;
    } catch (error) {
      // A regular expression that has no more memory for what it has still to try.
      if (error instanceof RangeError) return null;
      throw error;
    }
    if (at.line === before) return null;
    before = at.line;
  }
  return null;
}
