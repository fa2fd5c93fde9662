// Which events a sink has received already: a bounded memory of their digests.

/** What an event is to those before it: not seen, the same bytes again, or the same ID and stage with other bytes. */
export type Kinship = 'new' | 'repeat' | 'conflict';

/** Words of 32 bits for an event: four of its identity, two of its content. */
const WIDTH = 6;

/** One table of digests, with a fixed number of places. */
class Generation {
  readonly #words: Uint32Array;
  readonly #places: number;
  readonly #most: number;
  size = 0;

  constructor(places: number) {
    this.#places = places;
    // From three quarters on, a search would look at many places.
    this.#most = Math.floor((places * 3) / 4);
    this.#words = new Uint32Array(places * WIDTH);
  }

  get isFull(): boolean {
    return this.size >= this.#most;
  }

  /** The place of an identity, or the free one where it would be. */
  place(identity: readonly number[]): number {
    for (let place = (identity[0] ?? 0) % this.#places; ; place = (place + 1) % this.#places) {
      const at = place * WIDTH;
      if (this.isFree(at) || identity.every((word, index) => this.#words[at + index] === word)) return at;
    }
  }

  isFree(at: number): boolean {
    return this.#words.subarray(at, at + WIDTH).every((word) => word === 0);
  }

  holds(at: number, content: readonly number[]): boolean {
    return content.every((word, index) => this.#words[at + 4 + index] === word);
  }

  put(at: number, identity: readonly number[], content: readonly number[]): void {
    this.#words.set([...identity, ...content], at);
    this.size += 1;
  }
}

/**
 * Remembers events by digests. When a table is full the next one begins, and of the tables only two are kept: at least as
 * many of the newest events as one of them holds are remembered, and the others are counted as forgotten.
 */
export class KnownEvents {
  readonly #places: number;
  #current: Generation;
  #before: Generation | null = null;
  /** Events that are no longer remembered: a repeat of one of them counts as a new event. */
  forgotten = 0;

  /** The default holds 393,216 events in each of two tables of 12 MiB. */
  constructor(places = 2 ** 19) {
    this.#places = places;
    this.#current = new Generation(places);
  }

  /** Adds an event; both digests in hexadecimal, of its identity (32 digits or more) and of its bytes (16 or more). */
  add(identity: string, content: string): Kinship {
    const [id, bytes] = [words(identity, 4), words(content, 2)];
    for (const generation of [this.#current, this.#before]) {
      const at = generation?.place(id);
      if (generation === null || at === undefined || generation.isFree(at)) continue;
      return generation.holds(at, bytes) ? 'repeat' : 'conflict';
    }
    if (this.#current.isFull) {
      this.forgotten += this.#before?.size ?? 0;
      this.#before = this.#current;
      this.#current = new Generation(this.#places);
    }
    this.#current.put(this.#current.place(id), id, bytes);
    return 'new';
  }
}

function words(hex: string, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16));
}
