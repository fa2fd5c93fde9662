// What is wrong in a user's file, and where.

/** A remark about a text, with its place. Lines and columns count from 1; the end is exclusive. */
export interface Diagnostic {
  /** Stable name of the rule that reports it. */
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** What to write instead. */
  readonly help?: string;
}

/** A stretch of a text as offsets; the end is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Line and column, both from 1, of an offset. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const starts = lineStarts(text);
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** A line, counted from 1, without its end. */
export function lineOf(text: string, line: number): string {
  const starts = lineStarts(text);
  const start = starts[line - 1];
  return start === undefined ? '' : text.slice(start, (starts[line] ?? text.length + 1) - 1);
}

/** Those of the last text: a long one with many remarks is looked up very often. */
let known: { readonly text: string; readonly starts: readonly number[] } = { text: '', starts: [0] };

/** Offsets at which lines begin. */
function lineStarts(text: string): readonly number[] {
  if (known.text !== text) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    known = { text, starts };
  }
  return known.starts;
}

/** Gives a diagnostic its place from a range of the text. */
export function diagnosticAt(
  text: string,
  range: Range,
  remark: Pick<Diagnostic, 'id' | 'severity' | 'message' | 'help'>,
): Diagnostic {
  const from = lineAndColumn(text, range.start);
  const to = lineAndColumn(text, Math.max(range.end, range.start));
  return { ...remark, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
