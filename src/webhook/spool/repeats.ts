// Recognizes a batch that was answered and is sent again, because its answer was lost: by its length and SHA-256.

/** How long an answered batch is known: milliseconds. The API server tries for less than five minutes. */
export const KNOWN_FOR = 10 * 60_000;
/** Words of an entry: half of the SHA-256, the length, and the time in seconds. */
const WORDS = 6;

/** The answered batches of the last ten minutes, in memory that does not grow; of more than `most`, the newest. */
export class Repeats {
  private readonly most: number;
  private readonly entries: Uint32Array;
  /** By the first word of the hash: the index of the newest entry, plus one. */
  private readonly newest: Uint32Array;
  /** The index of the next older entry with the same place in `newest`, plus one. */
  private readonly older: Uint32Array;
  private added = 0;

  constructor(most: number) {
    this.most = most;
    // Memory of which nothing is used until it is written to.
    this.entries = new Uint32Array(most * WORDS);
    this.newest = new Uint32Array(most);
    this.older = new Uint32Array(most);
  }

  /** Remembers a batch by the hexadecimal SHA-256 of its body; `now` in milliseconds since some moment. */
  add(sha256: string, length: number, now: number): void {
    const index = this.added % this.most;
    this.forget(index);
    const words = wordsOf(sha256);
    this.entries.set([...words, length, Math.floor(now / 1000)], index * WORDS);
    const place = (words[0] ?? 0) % this.most;
    this.older[index] = this.newest[place] ?? 0;
    this.newest[place] = index + 1;
    this.added += 1;
  }

  /** Whether such a batch was added in the last ten minutes. */
  has(sha256: string, length: number, now: number): boolean {
    const words = wordsOf(sha256);
    for (let next = this.newest[(words[0] ?? 0) % this.most] ?? 0; next > 0; next = this.older[next - 1] ?? 0) {
      const at = (next - 1) * WORDS;
      const [first, second, third, fourth, known, seconds = 0] = this.entries.subarray(at, at + WORDS);
      const same = first === words[0] && second === words[1] && third === words[2] && fourth === words[3];
      if (same && known === length) return now - seconds * 1000 <= KNOWN_FOR;
    }
    return false;
  }

  /** Removes the oldest entry of all, which is the last of its chain. */
  private forget(index: number): void {
    if (this.added < this.most) return;
    const place = (this.entries[index * WORDS] ?? 0) % this.most;
    let at = this.newest[place] ?? 0;
    if (at === index + 1) {
      this.newest[place] = 0;
      return;
    }
    while (at > 0 && this.older[at - 1] !== index + 1) at = this.older[at - 1] ?? 0;
    if (at > 0) this.older[at - 1] = 0;
  }
}

function wordsOf(sha256: string): readonly number[] {
  return [0, 8, 16, 24].map((at) => Number.parseInt(sha256.slice(at, at + 8), 16));
}
