// Several logs as a binary heap: which of them has the earliest record.
import type { SortedSource } from './sorted-source.ts';

/** Sources of which the next time is known, as a binary heap. Of equal times the source comes first that was given first. */
export class EarliestFirst {
  readonly #heap: { readonly source: SortedSource; readonly number: number; time: number }[];

  constructor(sources: readonly SortedSource[]) {
    this.#heap = sources
      .map((source, number) => ({ source, number, time: source.time ?? Infinity }))
      .filter(({ source }) => source.time !== null)
      .toSorted((a, b) => a.time - b.time || a.number - b.number);
  }

  get first(): SortedSource | undefined {
    return this.#heap[0]?.source;
  }

  /** The source that comes after the first one. */
  get second(): SortedSource | undefined {
    const [, left, right] = this.#heap;
    if (left === undefined || right === undefined) return left?.source;
    return (this.#isBefore(1, 2) ? left : right).source;
  }

  /** Moves the first source to where its new time belongs, or out of the heap where it has none. */
  firstChanged(): void {
    const [first] = this.#heap;
    if (first === undefined) return;
    const { time } = first.source;
    if (typeof time === 'number') first.time = time;
    else {
      const last = this.#heap.pop();
      if (last !== undefined && last !== first) this.#heap[0] = last;
    }
    for (let at = 0; ;) {
      let earliest = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.#heap.length && this.#isBefore(child, earliest)) earliest = child;
      if (earliest === at) return;
      const [one, other] = [this.#heap[at], this.#heap[earliest]];
      if (one === undefined || other === undefined) return;
      this.#heap[at] = other;
      this.#heap[earliest] = one;
      at = earliest;
    }
  }

  #isBefore(at: number, other: number): boolean {
    const [one, two] = [this.#heap[at], this.#heap[other]];
    if (one === undefined || two === undefined) return false;
    return one.time < two.time || (one.time === two.time && one.number < two.number);
  }
}
