// Removes the framing that a container runtime adds to every line of a container's log.
// A line is "time stream tag text"; the tag P marks a piece of a long line, F its last piece.
import { LONGEST_LINE } from '../core/lines.ts';
import { frameOf, type Frame } from './cri-frame.ts';

const NEWLINE = 10;
const DIGIT = 0x32;
/** How a byte order mark begins, which may be before the first line. */
const MARK = 0xef;
/** The framing is never longer. */
const LONGEST_FRAME = 80;

/** The framing of the line at a place; null without one. */
function frameAt(bytes: Uint8Array, start: number, end: number): Frame | null {
  if (bytes[start] !== DIGIT && bytes[start] !== MARK) return null;
  const length = Math.min(end - start, LONGEST_FRAME);
  return frameOf(Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1'));
}

/** Whether a line of the bytes has the framing. */
export function hasFrames(bytes: Uint8Array): boolean {
  for (let start = 0; start < bytes.length;) {
    if (frameAt(bytes, start, bytes.length) !== null) return true;
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0) return false;
    start = newline + 1;
  }
  return false;
}

/** Lines of a container's log, block by block, each line judged by itself. */
export interface Unframer {
  /**
   * The container's own lines of a block. Where a line is left out, an empty one is in its place, so that lines keep
   * their numbers: for pieces of a line before its last one, and for standard error, the server's own log.
   */
  lines(block: Uint8Array): Uint8Array;
  /** The pieces of a line whose last one did not come. */
  end(): Uint8Array;
}

/** Removes the framing from the lines that have it; others stay as they are. */
export function unframer(): Unframer {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const takeHeld = (): Uint8Array[] => {
    const pieces = held;
    held = [];
    heldBytes = 0;
    return pieces;
  };
  return {
    lines(block) {
      const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
      if (bytes[0] !== DIGIT && bytes[0] !== MARK && !bytes.includes('\n2')) return block;
      const whole: Uint8Array[] = [];
      let start = 0;
      while (start < bytes.length) {
        const newline = bytes.indexOf(NEWLINE, start);
        const end = newline < 0 ? bytes.length : newline + 1;
        const found = frameAt(bytes, start, end);
        if (found === null) whole.push(bytes.subarray(start, end));
        else if (found.stream === 'stderr') whole.push(emptyLine);
        else if (found.isPiece) {
          const piece = bytes.subarray(start + found.length, newline < 0 ? end : newline);
          heldBytes += piece.length;
          // What is too long is cut, and counted as such when it ends.
          if (heldBytes <= LONGEST_LINE) held.push(new Uint8Array(piece));
          whole.push(emptyLine);
        } else whole.push(...takeHeld(), bytes.subarray(start + found.length, end));
        start = end;
      }
      return Buffer.concat(whole);
    },
    end: () => Buffer.concat(takeHeld()),
  };
}

const emptyLine = Buffer.from('\n');
