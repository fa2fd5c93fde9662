// The lines of one range of a file, read into memory that is used again for the next.
import { closeSync, openSync, readSync } from 'node:fs';
import type { LinesOfFile } from '../core/ports.ts';

const NEWLINE = 10;
const STEP = 1024 * 1024;

/** Lines as they stand in the file, the last one with its newline if it has one. */
export interface ReadLines {
  /** Only good until the next read. */
  readonly block: Uint8Array;
  readonly overlong: number;
}

/** Gives a function that reads the whole lines that begin in a range; a line may end behind the range. */
export function lineReader(): (lines: LinesOfFile) => ReadLines {
  let memory = Buffer.allocUnsafeSlow(STEP);
  let open: { path: string; handle: number } | undefined;

  const handleOf = (path: string): number => {
    if (open?.path === path) return open.handle;
    if (open !== undefined) closeSync(open.handle);
    open = { path, handle: openSync(path, 'r') };
    return open.handle;
  };
  /** Reads up to `length` bytes into the memory; fewer only at the end of the file. */
  const fill = (handle: number, position: number, at: number, length: number): number => {
    if (at + length > memory.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(at + length, memory.length * 2));
      memory.copy(larger, 0, 0, at);
      memory = larger;
    }
    let got = 0;
    while (got < length) {
      const bytes = readSync(handle, memory, at + got, length - got, position + got);
      if (bytes === 0) break;
      got += bytes;
    }
    return got;
  };

  return ({ path, from, to, longest }) => {
    const handle = handleOf(path);
    // One byte before the range tells whether a line begins with it.
    const start = Math.max(0, from - 1);
    let used = fill(handle, start, 0, to - start);
    const newline = from === 0 ? -1 : memory.subarray(0, used).indexOf(NEWLINE);
    const begin = newline + 1;
    if ((from > 0 && newline < 0) || begin >= to - start) return { block: memory.subarray(0, 0), overlong: 0 };
    let searched = Math.max(begin, to - start - 1);
    for (;;) {
      const end = memory.subarray(0, used).indexOf(NEWLINE, searched) + 1;
      if (end > 0) return { block: memory.subarray(begin, end), overlong: 0 };
      const lastLine = Math.max(begin, memory.subarray(0, used).lastIndexOf(NEWLINE, used) + 1);
      if (used - lastLine > longest) return { block: memory.subarray(begin, lastLine), overlong: 1 };
      searched = used;
      const added = fill(handle, start + used, used, STEP);
      if (added === 0) return { block: memory.subarray(begin, used), overlong: 0 };
      used += added;
    }
  };
}
