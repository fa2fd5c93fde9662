// Finds the lines of a block that a test of bytes cannot reject, and those that do not look like an event of the API server.
import { eachLine } from '../../core/lines.ts';
import type { RawTest } from './raw-test.ts';

/**
 * Visits lines by their places in the block, in order, and is given the number of rejected lines in between; gives how
 * many bytes the visited ones have.
 */
export type LineSearch = (
  block: Buffer,
  visit: (start: number, end: number) => void,
  reject: (lines: number) => void,
) => number;

const RETURN = 13;
const CLOSE = 0x7d;

/** How the API server begins every event. */
const BEGINNING = Buffer.from('{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"');

/** How an escape of a character below 256 begins. */
const ESCAPE = Buffer.from('\\u00');

/** Builds the search for a test. */
export function lineSearch(test: RawTest): LineSearch {
  const needles = [...test.texts, ESCAPE];
  return (block, visit, reject) => {
    /** Where each needle is found next. */
    const places = needles.map((needle) => placeOf(block, needle, 0));
    let first = Math.min(...places);
    let visited = 0;
    let rejected = 0;
    eachLine(block, (start, end) => {
      let wanted = !looksLikeEvent(block, start, end);
      while (first < end) {
        for (const [index, needle] of needles.entries()) {
          const place = places[index] ?? Infinity;
          if (place >= end) continue;
          if (needle !== ESCAPE || test.characters[escapedCode(block, place)] === 1) wanted = true;
          places[index] = placeOf(block, needle, wanted ? end : place + 1);
        }
        first = Math.min(...places);
      }
      if (!wanted) {
        rejected += 1;
        return;
      }
      if (rejected > 0) reject(rejected);
      rejected = 0;
      visited += end - start;
      visit(start, end);
    });
    if (rejected > 0) reject(rejected);
    return visited;
  };
}

function placeOf(block: Buffer, needle: Buffer, from: number): number {
  const at = block.indexOf(needle, from);
  return at < 0 ? Infinity : at;
}

/** The code that an escape spells. */
function escapedCode(bytes: Buffer, place: number): number {
  const digits = place + ESCAPE.length;
  return hexDigit(bytes[digits] ?? 0) * 16 + hexDigit(bytes[digits + 1] ?? 0);
}

/** The value of a digit's code, 0 to 15, also for what is not a digit: a broken line is never wanted. */
function hexDigit(code: number): number {
  return code <= 0x39 ? code & 15 : ((code & 15) + 9) & 15;
}

/** Whether a line begins and ends as an event of the API server does. Others are visited, so that they are counted. */
function looksLikeEvent(bytes: Buffer, start: number, end: number): boolean {
  for (let at = 0; at < BEGINNING.length; at += 1) if (bytes[start + at] !== BEGINNING[at]) return false;
  return bytes[bytes[end - 1] === RETURN ? end - 2 : end - 1] === CLOSE;
}
