// Bytes that are appended to each other in memory that is used again.

/** So many bytes are copied one by one: a call for them takes longer. */
const FEW = 24;

/** A growing buffer. How much is appended until it is emptied, the user bounds. */
export class ByteBuffer {
  readonly #kept: number;
  #memory: Uint8Array;
  #length = 0;

  /** `kept`: bytes of memory that it begins with, and that stay when it is emptied. */
  constructor(kept = 64 * 1024) {
    this.#kept = kept;
    this.#memory = new Uint8Array(kept);
  }

  get length(): number {
    return this.#length;
  }

  /** What was appended; its memory is valid until the next `append` or `reset`. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#length);
  }

  /** Appends bytes, from one place up to another. */
  append(bytes: Uint8Array, from = 0, to = bytes.length): void {
    const end = this.#length + to - from;
    if (end > this.#memory.length) this.#grow(end);
    if (to - from > FEW)
      this.#memory.set(new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from), this.#length);
    else for (let at = from; at < to; at += 1) this.#memory[this.#length + at - from] = bytes[at] as number;
    this.#length = end;
  }

  /** Empties it. Memory beyond what is kept is given back. */
  reset(): void {
    this.#length = 0;
    if (this.#memory.length > this.#kept) this.#memory = new Uint8Array(this.#kept);
  }

  #grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, 2 * this.#memory.length));
    larger.set(this.bytes);
    this.#memory = larger;
  }
}
