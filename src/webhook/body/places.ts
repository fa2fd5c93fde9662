// Pairs of offsets, as many as come.

/** A growing list of start and end offsets. */
export class Places {
  #offsets = new Int32Array(256);
  #length = 0;

  /** How many pairs there are. */
  get count(): number {
    return this.#length / 2;
  }

  add(start: number, end: number): void {
    if (this.#length === this.#offsets.length) {
      const larger = new Int32Array(2 * this.#length);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    this.#offsets[this.#length] = start;
    this.#offsets[this.#length + 1] = end;
    this.#length += 2;
  }

  /** The pairs, one after the other. */
  get offsets(): Int32Array {
    return this.#offsets.subarray(0, this.#length);
  }
}
