// The lines of one range of a file, block by block, in memory that is used again for the next.
import { closeSync, openSync, readSync } from 'node:fs';
import type { LinesOfFile } from '../core/ports.ts';

const NEWLINE = 10;

/** Bytes that are read at once: they are still in the processor's cache when they are worked on. */
const STEP = 256 * 1024;

/** Blocks of whole lines as they stand in the file. Each is only good until the next. */
export interface LineBlocksOfFile extends Iterable<Uint8Array> {
  /** Lines that were left out because of their length, as far as was read. */
  readonly overlong: number;
}

/** Gives a function that reads the whole lines that begin in a range; a line may end behind the range. */
export function lineReader(): (lines: LinesOfFile) => LineBlocksOfFile {
  const memory = new Memory();
  let open: { path: string; handle: number } | undefined;
  const handleOf = (path: string): number => {
    if (open?.path === path) return open.handle;
    if (open !== undefined) closeSync(open.handle);
    open = { path, handle: openSync(path, 'r') };
    return open.handle;
  };
  return (lines) => new Range(handleOf(lines.path), lines, memory);
}

/** The bytes of a file that were read and not yet given out. */
class Memory {
  bytes = Buffer.allocUnsafeSlow(STEP + STEP / 4);
  used = 0;
  /** The place in the file behind the last of them. */
  position = 0;

  begin(position: number): void {
    this.used = 0;
    this.position = position;
  }

  /** Reads on, up to `most` bytes; tells how many there were. */
  read(handle: number, most: number): number {
    if (this.used === this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(this.bytes.length * 2);
      this.bytes.copy(larger);
      this.bytes = larger;
    }
    const room = Math.min(most, STEP, this.bytes.length - this.used);
    const got = readSync(handle, this.bytes, this.used, room, this.position);
    this.used += got;
    this.position += got;
    return got;
  }

  /** Where a newline stands at or behind a place; -1 when there is none. */
  newline(from: number): number {
    const at = this.bytes.indexOf(NEWLINE, from);
    return at < this.used ? at : -1;
  }

  /** Drops the first bytes. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.used);
    this.used -= count;
  }
}

class Range implements LineBlocksOfFile {
  overlong = 0;
  readonly #handle: number;
  readonly #lines: LinesOfFile;
  readonly #memory: Memory;

  constructor(handle: number, lines: LinesOfFile, memory: Memory) {
    this.#handle = handle;
    this.#lines = lines;
    this.#memory = memory;
  }

  *[Symbol.iterator](): Generator<Uint8Array> {
    const { from, to, longest } = this.#lines;
    const memory = this.#memory;
    // One byte before the range tells whether a line begins with it.
    memory.begin(Math.max(0, from - 1));
    /** Inside a line that is not wanted, or not known to be. */
    let skipping = from > 0;
    for (;;) {
      const isInside = memory.position < to;
      if (memory.read(this.#handle, isInside ? to - memory.position : STEP) === 0) {
        if (!skipping && memory.used > 0) yield memory.bytes.subarray(0, memory.used);
        return;
      }
      if (skipping) {
        const newline = memory.newline(0);
        memory.drop(newline < 0 ? memory.used : newline + 1);
        if (newline >= 0) skipping = false;
        if (memory.position - memory.used >= to) return;
        if (memory.used === 0) continue;
      }
      const begin = memory.position - memory.used;
      const last = memory.position < to ? -1 : memory.newline(to - 1 - begin);
      const end = last >= 0 ? last + 1 : memory.bytes.lastIndexOf(NEWLINE, memory.used - 1) + 1;
      if (end > 0) yield memory.bytes.subarray(0, end);
      if (last >= 0) return;
      memory.drop(end);
      if (memory.used <= longest) continue;
      this.overlong += 1;
      if (memory.position >= to) return;
      memory.drop(memory.used);
      skipping = true;
    }
  }
}
