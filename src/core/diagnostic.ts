// What is wrong in a person's file, and where.

/** A remark about a text, with its place. Lines and columns count from 1; the end is exclusive. */
export interface Diagnostic {
  /** Stable name of the rule that speaks. */
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
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
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
