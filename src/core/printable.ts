// Text that comes from elsewhere, safe to print on a terminal.

/** Control characters could steer the terminal; marks of writing direction and the like could hide what is there. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const allUnsafe = new RegExp(unsafe.source, 'gu');

/** The text without anything that a terminal would obey. */
export function printable(text: string): string {
  return unsafe.test(text) ? text.replaceAll(allUnsafe, '\uFFFD') : text;
}
