// Errors as comments on top of a text that is edited again, and the text without them.
import { count } from '../../core/plural.ts';
import { printable } from '../../core/printable.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';

/** How each of these lines begins, so that no comment of the user is taken for one. */
const MARK = '#! ';

const remarks = /^(?:#! [^\n]*(?:\n|$))+/;

/** More lines than this only hide the text. */
const MOST_ERRORS = 10;

/** The text with its errors on top; their lines are counted as an editor shows them, with what is on top. */
export function withRemarks(text: string, errors: readonly Diagnostic[]): string {
  const shown = errors.slice(0, MOST_ERRORS);
  const more = errors.length - shown.length;
  const top = shown.length + (more > 0 ? 2 : 1);
  const lines = [
    `${count(errors.length, 'error')}; these lines are removed again. Save an empty file to give up.`,
    ...shown.map(({ line, column, message, help }) => {
      const next = help === undefined ? '' : ` (${help})`;
      return `line ${line + top}, column ${column}: ${message}${next}`;
    }),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return lines.map((line) => `${MARK}${printable(line)}${end}`).join('') + text;
}

/** The text without what was put on top of it. */
export function withoutRemarks(text: string): string {
  return text.replace(remarks, '');
}
