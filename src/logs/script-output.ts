// Parses what the script in a node prints: the log's lines, and where in which file they are.
import { LineBlocks } from '../core/lines.ts';

const RS = 0x1e;
const NEWLINE = 10;

/** The identity of no file. */
const NO_FILE = 'none';

/** A place in a node's log from which reading can go on. */
export interface Position {
  readonly identity: string;
  readonly offset: number;
  /** The old file before it; empty where there is none. */
  readonly after: string;
}

export type Piece =
  | { readonly type: 'lines'; readonly block: Uint8Array }
  /** A file is there and is read from here on: from its beginning, or midway. */
  | { readonly type: 'file'; readonly midway: boolean }
  /** Everything that was there when the log was opened has been given. */
  | { readonly type: 'caught-up' }
  /** There is no log. */
  | { readonly type: 'missing' }
  /** A file was removed before it was read. */
  | { readonly type: 'lost' }
  /** The log has lost bytes; it is read from its beginning. */
  | { readonly type: 'shorter' }
  /** The manifest that says where the log is has changed; nothing more comes. */
  | { readonly type: 'moved' }
  | { readonly type: 'end' };

/** Reads the output of one run of the script. */
export class ScriptOutput {
  readonly lines = new LineBlocks();
  readonly #startsMidLine: boolean;
  #file: { identity: string; size: number; after: string } | null = null;
  #offset = 0;
  #skipped = 0;
  #caughtUp = false;

  /** `startsMidLine`: the first file is read from somewhere in a line, whose rest is left out. */
  constructor(startsMidLine: boolean) {
    this.#startsMidLine = startsMidLine;
  }

  /** The place after the last line that was given; null before the first file. */
  get position(): Position | null {
    if (this.#file === null) return null;
    return { identity: this.#file.identity, offset: this.#offset, after: this.#file.after };
  }

  push(bytes: Uint8Array): Piece[] {
    const pieces: Piece[] = [];
    let rest = this.lines.push(bytes) ?? new Uint8Array(0);
    this.#offset += this.lines.skippedBytes - this.#skipped;
    this.#skipped = this.lines.skippedBytes;
    while (rest.length > 0) {
      const at = markAt(rest);
      if (at < 0) break;
      const end = rest.indexOf(NEWLINE, at);
      const words = Buffer.from(rest.subarray(at + 1, end)).toString();
      // The newline before a mark is the script's own; without one before it, the file's last line is torn.
      const torn = at >= 2 && rest[at - 2] !== NEWLINE;
      const isLast = words === 'end' || words === 'moved';
      const before = isLast && torn ? rest.lastIndexOf(NEWLINE, at - 2) + 1 : at;
      this.#give(rest.subarray(0, before), pieces);
      this.#mark(words, pieces);
      rest = rest.subarray(end + 1);
    }
    this.#give(rest, pieces);
    const size = this.#file?.size ?? -1;
    if (!this.#caughtUp && size >= 0 && this.#offset + this.lines.heldBytes >= size) {
      this.#caughtUp = true;
      pieces.push({ type: 'caught-up' });
    }
    return pieces;
  }

  #give(block: Uint8Array, pieces: Piece[]): void {
    if (block.length === 0 || this.#file === null) return;
    const start = this.#midLine ? block.indexOf(NEWLINE) + 1 : 0;
    this.#midLine = false;
    this.#offset += block.length;
    if (start < block.length) pieces.push({ type: 'lines', block: block.subarray(start) });
  }

  #midLine = false;

  #mark(words: string, pieces: Piece[]): void {
    const [type = '', identity = '', offset = '0', size = '-1', ...after] = words.split(' ');
    if (type === 'file') {
      this.#midLine = this.#startsMidLine && this.#file === null && Number(offset) > 0;
      this.#file = { identity, size: Number(size), after: after.join(' ') };
      this.#offset = Number(offset);
      if (identity !== NO_FILE) pieces.push({ type, midway: this.#offset > 0 });
    } else if (type === 'missing' || type === 'lost' || type === 'shorter' || type === 'moved' || type === 'end') {
      pieces.push({ type });
    }
  }
}

/** Where one of the script's own lines begins; -1 without one. */
function markAt(block: Uint8Array): number {
  for (let at = block.indexOf(RS); at >= 0; at = block.indexOf(RS, at + 1))
    if (at === 0 || block[at - 1] === NEWLINE) return at;
  return -1;
}
