// Text that comes from elsewhere, safe to print on a terminal and in the log of a CI system.
import { cellText } from './limits.ts';

/**
 * What a terminal obeys, what hides or reorders other text, and what no encoding can carry: control characters, marks
 * of writing direction, separators of lines, characters without width (but not the two that choose the picture of an
 * emoji), half characters, and code points that are none.
 */
export const unsafeCharacters = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]|(?![\uFE0E\uFE0F])\p{Default_Ignorable_Code_Point}`;

/** Most texts hold none of these, and need no closer look. */
const suspicious = /[^ -~]|##\[/;
/** Azure's and GitHub's runners obey "##[" anywhere in a line. */
const unsafe = new RegExp(`${unsafeCharacters}|#(?=#\\[)`, 'gu');

/** The text, which is a line or a part of one, without anything that a terminal or a runner would obey. */
export function printable(text: string): string {
  return suspicious.test(text) ? text.replaceAll(unsafe, '\uFFFD') : text;
}

/** The same, cut to what a text may take that shares its line with others. */
export function printableCell(text: string): string {
  return printable(cellText(text));
}
