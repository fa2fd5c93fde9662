// How much room a text takes on a terminal, in cells: wide characters take two, combining ones none.
import stringWidth from 'string-width';

/** The cells that a text of one line takes. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

const characters = new Intl.Segmenter();

/** The beginning of a text of one line that fits into `cells`; no character is cut in two. */
export function cutToWidth(text: string, cells: number): string {
  if (displayWidth(text) <= cells) return text;
  let [cut, width] = ['', 0];
  for (const { segment } of characters.segment(text)) {
    width += displayWidth(segment);
    if (width > cells) break;
    cut += segment;
  }
  return cut;
}
