// The search of a block by `Buffer.indexOf`: the reference for the faster one, and its fallback.
import { eachLine } from '../../core/lines.ts';
import type { LineSearch } from './line-search.ts';
import { escapeMayPass, looksWhole, type RawTest } from './raw-test.ts';

const ESCAPE = Buffer.from('\\u00');

/** Builds the search for a test. */
export function plainSearch(test: RawTest): LineSearch {
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
