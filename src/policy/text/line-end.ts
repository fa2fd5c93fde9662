// How the lines of a text end, for a line that is added to it.

/** CR LF where the first line ends so, else LF. */
export function lineEndOf(text: string): '\r\n' | '\n' {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}
