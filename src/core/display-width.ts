// How much room a text takes on a terminal, in cells: wide characters take two, combining ones none.
import measure from 'fast-string-truncated-width';

/** The cells that a text of one line takes. */
export function displayWidth(text: string): number {
  return measure(text).width;
}

/** The beginning of a text of one line that fits into `cells`; no character is cut in two. */
export function cutToWidth(text: string, cells: number): string {
  const { truncated, index } = measure(text, { limit: cells });
  return truncated ? text.slice(0, index) : text;
}
