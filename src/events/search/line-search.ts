// Finds the lines of a block that a test of bytes cannot reject, and those that do not look like an object.
import { plainSearch } from './plain-search.ts';
import type { RawTest } from './raw-test.ts';
import { vectorSearch } from './vector-search.ts';

/** Visits lines by their places in the block, in order; gives how many bytes they have. */
export type LineSearch = (block: Buffer, visit: (start: number, end: number) => void) => number;

/** Builds the fastest search for a test that this process can run. */
export function lineSearch(test: RawTest): LineSearch {
  return vectorSearch(test) ?? plainSearch(test);
}
