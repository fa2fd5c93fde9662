// Bytes that arrive in pieces, given on as blocks of whole lines.

const NEWLINE = 10;

/** A longer line is left out and counted, so that memory stays bounded. The API server takes no request near it. */
export const LONGEST_LINE = 16 * 1024 * 1024;

/** Collects pieces until a line is whole. A line that spans many pieces is joined once. */
export class LineBlocks {
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #skipping = false;
  /** Lines that were left out because of their length. */
  overlong = 0;
  /** Their bytes so far. */
  skippedBytes = 0;

  /** The lines that became whole with this piece, the last one with its newline; null while there is none. */
  push(piece: Uint8Array): Uint8Array | null {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#hold(piece);
      return null;
    }
    const start = this.#skipping ? piece.indexOf(NEWLINE) + 1 : 0;
    this.#skipping = false;
    this.skippedBytes += start;
    const whole = piece.subarray(start, end);
    const block = this.#heldBytes === 0 ? whole : this.#join(whole);
    if (end < piece.length) this.#hold(piece.subarray(end));
    return block.length === 0 ? null : block;
  }

  /** A last line without its newline, or null. */
  end(): Uint8Array | null {
    return this.#heldBytes === 0 ? null : this.#join(new Uint8Array(0));
  }

  /** Bytes of the line that is not whole yet. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  #hold(piece: Uint8Array): void {
    if (this.#skipping) this.skippedBytes += piece.length;
    if (this.#skipping) return;
    if (this.#heldBytes + piece.length > LONGEST_LINE) {
      this.skippedBytes += this.#heldBytes + piece.length;
      this.#held = [];
      this.#heldBytes = 0;
      this.#skipping = true;
      this.overlong += 1;
      return;
    }
    // A copy: the owner of the piece may use its memory again.
    this.#held.push(piece.slice());
    this.#heldBytes += piece.length;
  }

  #join(last: Uint8Array): Uint8Array {
    const block = new Uint8Array(this.#heldBytes + last.length);
    let at = 0;
    for (const piece of [...this.#held, last]) {
      block.set(piece, at);
      at += piece.length;
    }
    this.#held = [];
    this.#heldBytes = 0;
    return block;
  }
}

/** Blocks of whole lines of a stream; the last one may lack its newline. */
export async function* lineBlocks(
  source: AsyncIterable<Uint8Array>,
  lines = new LineBlocks(),
): AsyncGenerator<Uint8Array> {
  for await (const piece of source) {
    const block = lines.push(piece);
    if (block !== null) yield block;
  }
  const rest = lines.end();
  if (rest !== null) yield rest;
}
