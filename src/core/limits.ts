// How much of foreign data is shown: deeper, larger or longer data is shown in part, and that is said.
import { ownText } from './own-text.ts';

/** Levels of lists and mappings within one another. The deepest objects of Kubernetes, schemas of CRDs, have half of it. */
export const DEEPEST = 100;

/** Values of one event. A line of 16 MiB that the API server writes has fewer. */
export const MOST_VALUES = 500_000;

/** Characters of one event in a form for people. */
export const MOST_TEXT = 16 * 1024 * 1024;

/** Characters of a text that shares its line with others, and of one that things are counted by. */
export const LONGEST_CELL = 4096;

/** The text, cut to what a cell may hold. */
export function cellText(text: string): string {
  return text.length <= LONGEST_CELL ? text : ownText(`${text.slice(0, LONGEST_CELL - 1)}…`);
}
