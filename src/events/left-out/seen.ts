// What was seen of a stretch of a log: how many lines, how many events, and which lines were left out.
import type { Reason } from './reasons.ts';

/** The lines of a stretch that are left out for one reason. */
export interface LeftOut {
  readonly reason: Reason;
  readonly lines: number;
  /** How many lines of the stretch are before the first of them. */
  readonly before: number;
  /** The event in the first of them, in words; undefined without one. */
  readonly about: string | undefined;
}

/** A stretch of a log, as plain data. */
export interface Seen {
  /** All lines, also the empty ones. */
  readonly lines: number;
  /** Lines with an event, whether or not a filter wants it. */
  readonly events: number;
  readonly leftOut: readonly LeftOut[];
}

/** Whether pieces of a container's lines are in a stretch, which only a reader of the lines around them can join. */
export function hasPieces({ leftOut }: Seen): boolean {
  return leftOut.some(({ reason }) => reason === 'container-line');
}

/** Counts the lines of a stretch. */
export class SeenLines {
  #lines = 0;
  #events = 0;
  #leftOut = new Map<Reason, Omit<LeftOut, 'reason' | 'lines'> & { lines: number }>();

  /** Counts a number of lines with an event each. */
  events(lines: number): void {
    this.#lines += lines;
    this.#events += lines;
  }

  /** Counts a line that is no event, though there may be some in it; no reason where nothing is left out. */
  other(reason: Reason | null, events = 0): void {
    this.#lines += 1;
    this.#events += events;
    if (reason !== null) this.leaveOut(reason);
  }

  /** Leaves out the line that was counted last, or a part of it: of an event, `about` says which it is. */
  leaveOut(reason: Reason, about?: string): void {
    const known = this.#leftOut.get(reason);
    if (known === undefined) this.#leftOut.set(reason, { lines: 1, before: this.#lines - 1, about });
    else known.lines += 1;
  }

  /** Gives what was counted since the last time. */
  take(): Seen {
    const leftOut = Array.from(this.#leftOut, ([reason, left]) => ({ reason, ...left }));
    const seen = { lines: this.#lines, events: this.#events, leftOut };
    this.#lines = 0;
    this.#events = 0;
    this.#leftOut = new Map();
    return seen;
  }
}
