// Bytes cut into lines: pieces that arrive become blocks of whole lines, and a block is walked line by line.

import { KEPT_BYTES, shortenedLine } from './shorten-json.ts';

const NEWLINE = 10;

/** Pieces that together hold the last bytes that are kept, unless they are tiny. */
const SEVERAL = 256;

/**
 * Of a longer line a short one is given instead, so that memory stays bounded and lines keep their numbers. The API server accepts no request near it, but a list with the bodies of many objects can be longer.
 */
export const LONGEST_LINE = 16 * 1024 * 1024;

/** Collects pieces until a line is whole. A line that spans many pieces is joined once. */
export class LineBlocks {
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #skipping: boolean;
  readonly #longest: number;
  /** The line that is too long, while it is skipped: its first and last bytes, and how many it has so far. */
  #long: { readonly first: Uint8Array; last: Uint8Array; bytes: number } | null = null;
  /** Bytes so far of all that was left out, less those that were given instead. */
  skippedBytes = 0;

  /** `midLine`: the first piece begins inside a line, whose rest is left out. */
  constructor({ midLine = false, longest = LONGEST_LINE }: { midLine?: boolean; longest?: number } = {}) {
    this.#skipping = midLine;
    this.#longest = longest;
  }

  /** The lines that became whole with this piece, the last one with its newline; null while there is none. */
  push(piece: Uint8Array): Uint8Array | null {
    const parts = this.parts(piece);
    return parts.length > 1 ? joined(parts) : (parts[0] ?? null);
  }

  /** The same without a copy of the piece: the line that was held, if one was, and the whole lines of the piece. */
  parts(piece: Uint8Array): readonly Uint8Array[] {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#hold(piece);
      return [];
    }
    let start = 0;
    const parts: Uint8Array[] = [];
    if (this.#skipping || this.#heldBytes > 0) {
      start = piece.indexOf(NEWLINE) + 1;
      if (this.#skipping) {
        this.#skip(piece.subarray(0, start));
        const shortened = this.#takeLong(1);
        if (shortened !== null) parts.push(shortened);
      } else parts.push(this.#take(piece.subarray(0, start)));
      this.#skipping = false;
    }
    if (start < end) parts.push(piece.subarray(start, end));
    if (end < piece.length) this.#hold(piece.subarray(end));
    return parts;
  }

  /** A last line without its newline, or null. */
  end(): Uint8Array | null {
    return this.#heldBytes === 0 ? this.#takeLong(0) : this.#take(new Uint8Array(0));
  }

  /** Whether a line has begun that is not whole yet. */
  get isInLine(): boolean {
    return this.#heldBytes > 0 || this.#long !== null;
  }

  /** Bytes of the line that is not whole yet. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  #hold(piece: Uint8Array): void {
    if (this.#skipping) {
      this.#skip(piece);
      return;
    }
    if (this.#heldBytes + piece.length > this.#longest) {
      this.#held.push(piece);
      const bytes = this.#heldBytes + piece.length;
      const start = joined(firstBytes(this.#held, KEPT_BYTES));
      this.#long = { first: start, last: this.#held.slice(-SEVERAL).reduce(lastBytes, new Uint8Array(0)), bytes };
      this.skippedBytes += bytes;
      this.#held = [];
      this.#heldBytes = 0;
      this.#skipping = true;
      return;
    }
    // A copy: the owner of the piece may use its memory again.
    this.#held.push(new Uint8Array(piece));
    this.#heldBytes += piece.length;
  }

  #skip(piece: Uint8Array): void {
    this.skippedBytes += piece.length;
    if (this.#long === null) return;
    this.#long.last = lastBytes(this.#long.last, piece);
    this.#long.bytes += piece.length;
  }

  /** What is given instead of a line that was too long; null where none was. `newline`: its bytes. */
  #takeLong(newline: number): Uint8Array | null {
    const long = this.#long;
    this.#long = null;
    if (long === null) return null;
    const line = new TextEncoder().encode(`${shortenedLine(long.first, long.last, long.bytes - newline)}\n`);
    this.skippedBytes -= line.length;
    return line;
  }

  #take(last: Uint8Array): Uint8Array {
    const line = joined([...this.#held, last]);
    this.#held = [];
    this.#heldBytes = 0;
    return line;
  }
}

/** As many pieces as hold so many bytes; the last one may be cut. */
function firstBytes(pieces: readonly Uint8Array[], most: number): readonly Uint8Array[] {
  const first: Uint8Array[] = [];
  let left = most;
  for (const piece of pieces) {
    if (left <= 0) break;
    first.push(piece.subarray(0, left));
    left -= piece.length;
  }
  return first;
}

/** The last bytes of what came so far and of the next piece, in their own memory. */
function lastBytes(before: Uint8Array, piece: Uint8Array): Uint8Array {
  if (piece.length >= KEPT_BYTES) return Uint8Array.from(piece.subarray(-KEPT_BYTES));
  return joined([before.subarray(Math.max(0, before.length + piece.length - KEPT_BYTES)), piece]);
}

/** Pieces of bytes as one. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
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

/** Calls back with the place of every line of a block, its newline left out. */
export function eachLine(block: Uint8Array, visit: (start: number, end: number) => void): void {
  for (let start = 0; start < block.length;) {
    const newline = block.indexOf(NEWLINE, start);
    const end = newline < 0 ? block.length : newline;
    visit(start, end);
    start = end + 1;
  }
}

/** The end of the whole lines of a block, from a place on, that fit into so many bytes, or of one longer line. */
export function endOfLines(block: Uint8Array, start: number, most: number): number {
  if (block.length - start <= most) return block.length;
  const last = block.lastIndexOf(NEWLINE, start + most - 1);
  if (last >= start) return last + 1;
  const newline = block.indexOf(NEWLINE, start + most);
  return newline < 0 ? block.length : newline + 1;
}

/** Bytes that are decoded at once: one letter outside ASCII makes the text of all of them slow to search. */
const PIECE = 64 * 1024;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Calls back with the text of every line of a block, and with its bytes; the newline is only counted. */
export function eachText(block: Uint8Array, visit: (line: string, bytes: number) => void): void {
  for (let from = 0; from < block.length;) {
    const to = endOfLines(block, from, PIECE);
    const text = utf8.decode(block.subarray(from, to));
    const isAscii = text.length === to - from;
    for (let start = 0; start < text.length;) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(start, end);
      visit(line, (isAscii ? line.length : byteLength(line)) + 1);
      start = end + 1;
    }
    from = to;
  }
}

/** Bytes of a text as UTF-8. */
function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
