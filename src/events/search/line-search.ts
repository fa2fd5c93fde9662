// Finds the lines of a block that a test of bytes cannot reject, and those that do not look like an object.
import { eachLine } from '../../core/lines.ts';
import { escapeMayPass, looksWhole, type RawTest } from './raw-test.ts';

/** Visits lines by their places in the block, in order; gives how many bytes they have. */
export type LineSearch = (block: Buffer, visit: (start: number, end: number) => void) => number;

const ESCAPE = Buffer.from('\\u00');

/** Builds the search for a test. */
export function lineSearch(test: RawTest): LineSearch {
  const needles = [...test.texts, ESCAPE];
  return (block, visit) => {
    /** Where each needle is found next. */
    const places = needles.map((needle) => placeOf(block, needle, 0));
    let first = Math.min(...places);
    let visited = 0;
    eachLine(block, (start, end) => {
      let wanted = !looksWhole(block, start, end);
      while (first < end) {
        for (const [index, needle] of needles.entries()) {
          const place = places[index] ?? Infinity;
          if (place >= end) continue;
          if (needle !== ESCAPE || escapeMayPass(test, block, place)) wanted = true;
          places[index] = placeOf(block, needle, wanted ? end : place + 1);
        }
        first = Math.min(...places);
      }
      if (!wanted) return;
      visited += end - start;
      visit(start, end);
    });
    return visited;
  };
}

function placeOf(block: Buffer, needle: Buffer, from: number): number {
  const at = block.indexOf(needle, from);
  return at < 0 ? Infinity : at;
}
