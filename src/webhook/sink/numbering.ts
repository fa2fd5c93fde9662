// Which numbers of a numbered series have come: objects that are named with a prefix and a number.

/** Numbers of one chunk, and the most chunks: numbers up to 33 million anywhere take 4 MiB. */
const CHUNK = 32_768;
const MOST_CHUNKS = 1024;

/** How many gaps are listed. */
const MOST_LISTED = 10;

/** What is known of a series. */
export interface Numbers {
  readonly prefix: string;
  /** Null before the first. */
  readonly first: number | null;
  readonly last: number | null;
  readonly seen: number;
  /** Between the first and the last. */
  readonly missing: number;
  /** The first gaps, each with its first and its last number. */
  readonly gaps: readonly (readonly [from: number, to: number])[];
  /** Numbers that came and were too many to remember; they count as missing. */
  readonly beyond: number;
}

/** Remembers the numbers of a series. */
export class Numbering {
  readonly #prefix: string;
  readonly #chunks = new Map<number, Uint8Array>();
  #first: number | null = null;
  #last: number | null = null;
  #seen = 0;
  #beyond = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Notes the name of an object; nothing happens where it is none of the series. */
  add(name: string): void {
    const digits = name.startsWith(this.#prefix) ? name.slice(this.#prefix.length) : '';
    const number = /^\d{1,15}$/.test(digits) ? Number(digits) : null;
    if (number === null) return;
    const key = Math.floor(number / CHUNK);
    let chunk = this.#chunks.get(key);
    if (chunk === undefined) {
      if (this.#chunks.size >= MOST_CHUNKS) {
        this.#beyond += 1;
        return;
      }
      chunk = new Uint8Array(CHUNK / 8);
      this.#chunks.set(key, chunk);
    }
    const bit = number % CHUNK;
    const mask = 1 << (bit % 8);
    if (((chunk[bit >> 3] ?? 0) & mask) !== 0) return;
    chunk[bit >> 3] = (chunk[bit >> 3] ?? 0) | mask;
    this.#seen += 1;
    this.#first = Math.min(this.#first ?? number, number);
    this.#last = Math.max(this.#last ?? number, number);
  }

  numbers(): Numbers {
    const [first, last] = [this.#first, this.#last];
    const missing = first === null || last === null ? 0 : last - first + 1 - this.#seen;
    return {
      prefix: this.#prefix,
      first,
      last,
      seen: this.#seen,
      missing,
      gaps: missing === 0 ? [] : this.#gaps(),
      beyond: this.#beyond,
    };
  }

  #gaps(): readonly (readonly [number, number])[] {
    const gaps: [number, number][] = [];
    let before: number | null = null;
    for (const key of [...this.#chunks.keys()].toSorted((a, b) => a - b)) {
      const chunk = this.#chunks.get(key) ?? new Uint8Array(0);
      for (let bit = 0; bit < CHUNK; bit += 1) {
        if (((chunk[bit >> 3] ?? 0) & (1 << (bit % 8))) === 0) continue;
        const number = key * CHUNK + bit;
        if (before !== null && number > before + 1) gaps.push([before + 1, number - 1]);
        if (gaps.length === MOST_LISTED) return gaps;
        before = number;
      }
    }
    return gaps;
  }
}
