// The lines of one range of a file, block by block, in memory that is used again for the next.
import { closeSync, openSync, readSync } from 'node:fs';
import { LineBlocks } from '../core/lines.ts';
import type { LinesOfFile } from '../core/ports.ts';

const NEWLINE = 10;

/** Bytes that are read at once: they are still in the processor's cache when they are worked on. */
const STEP = 256 * 1024;

/**
 * Where reads are put in memory. Copying takes three times as long when source and target have nearly the same offset
 * within a page, as they have at the start of a large allocation: each load then seems to depend on a recent store.
 */
const HALF_A_PAGE = 2048;

/**
 * Returns a function that reads the whole lines that begin in a range, each time that they are gone through; a line may
 * end after the range. Each block is valid only until the next.
 */
export function lineReader(): (lines: LinesOfFile) => Iterable<Uint8Array> {
  const memory = Buffer.allocUnsafeSlow(HALF_A_PAGE + STEP).subarray(HALF_A_PAGE);
  let open: { path: string; handle: number } | undefined;
  const handleOf = (path: string): number => {
    if (open?.path === path) return open.handle;
    if (open !== undefined) closeSync(open.handle);
    open = { path, handle: openSync(path, 'r') };
    return open.handle;
  };
  return (lines) => new Range(handleOf(lines.path), lines, memory);
}

class Range implements Iterable<Uint8Array> {
  readonly #handle: number;
  readonly #from: number;
  readonly #to: number;
  readonly #memory: Buffer;
  readonly #longest: number;

  constructor(handle: number, { from, to, longest }: LinesOfFile, memory: Buffer) {
    this.#handle = handle;
    this.#from = from;
    this.#to = to;
    this.#memory = memory;
    this.#longest = longest;
  }

  *[Symbol.iterator](): Generator<Uint8Array> {
    const lines = this.#fromBeginning();
    // One byte before the range shows whether a line begins with it.
    let position = Math.max(0, this.#from - 1);
    while (position < this.#to || lines.isInLine) {
      const isInside = position < this.#to;
      const piece = this.#read(position, isInside ? this.#to - position : STEP);
      if (piece.length === 0) {
        const rest = lines.end();
        if (rest !== null) yield rest;
        return;
      }
      position += piece.length;
      // After the range only the line is wanted that began in it.
      const newline = isInside ? -1 : piece.indexOf(NEWLINE);
      yield* lines.parts(newline < 0 ? piece : piece.subarray(0, newline + 1));
    }
  }

  #fromBeginning(): LineBlocks {
    return new LineBlocks({ midLine: this.#from > 0, longest: this.#longest });
  }

  #read(position: number, most: number): Uint8Array {
    return this.#memory.subarray(0, readSync(this.#handle, this.#memory, 0, Math.min(most, STEP), position));
  }
}
