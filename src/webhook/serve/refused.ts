// Connections and clients that a server refuses: each reason is said once, and all of them are counted.
import type { Report } from '../../core/event.ts';

/** Reasons that are kept apart. */
const MOST_REASONS = 20;

/** How often something was refused for one reason. */
export interface Refusals {
  readonly reason: string;
  readonly count: number;
}

/** Counts what is refused. */
export class Refused {
  readonly #counts = new Map<string, number>();
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /** `from` is its address, empty where it has gone; `reason` is about the client, in words. */
  add(from: string, reason: string): void {
    const isKnown = this.#counts.has(reason) || this.#counts.size < MOST_REASONS;
    const kept = isKnown ? reason : 'other reasons';
    const before = this.#counts.get(kept) ?? 0;
    this.#counts.set(kept, before + 1);
    if (before === 0)
      this.#report({ type: 'note', level: 'warn', text: `${from === '' ? 'a client' : from} is refused: ${reason}` });
  }

  all(): readonly Refusals[] {
    return [...this.#counts].map(([reason, count]) => ({ reason, count }));
  }
}
