// Remarks about a policy: a diagnostic with its path and, where there is no doubt, the text that fixes it.
import { diagnosticAt, type Diagnostic, type Range } from '../../core/diagnostic.ts';

/** A replacement of a stretch of the text, as offsets; the end is exclusive. */
export interface Fix {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface PolicyDiagnostic extends Diagnostic {
  /** Kubernetes' spelling of the place: rules[0].level */
  readonly path?: string;
  readonly fix?: Fix;
}

export interface Remark extends Pick<Diagnostic, 'id' | 'severity' | 'message'> {
  readonly help?: string | undefined;
  readonly path?: string | undefined;
  readonly fix?: Fix | undefined;
}

/** A remark with its place in a text. */
export function remarkAt(text: string, range: Range, { path, fix, help, ...remark }: Remark): PolicyDiagnostic {
  return {
    ...diagnosticAt(text, range, help === undefined ? remark : { ...remark, help }),
    ...(path === undefined ? {} : { path }),
    ...(fix === undefined || isIntricate(text, fix) ? {} : { fix: quotedAsBefore(text, fix) }),
  };
}

/** More remarks than this of one sort are counted, and no more. */
export const MOST_REMARKS = 1000;

/** The remark about remarks that are left out, at the end of the text. */
export function leftOut(text: string, count: number): PolicyDiagnostic {
  const remark: Remark = {
    id: 'too-many',
    severity: 'warning',
    message: `${count} more like those above are left out`,
    help: 'correct those, then run the command again',
  };
  return remarkAt(text, { start: text.length, end: text.length }, remark);
}

/** Before a value: an anchor, a tag and what else stands on its line that matters. */
const MOST_BEFORE = 200;

/** Whether a stretch is written so that replacing it alone would not do: over several lines, or after a tag. */
function isIntricate(text: string, { start, end }: Fix): boolean {
  const near = text.slice(Math.max(0, start - MOST_BEFORE), start);
  const line = near.slice(near.lastIndexOf('\n') + 1);
  return text.slice(start, end).includes('\n') || (end > start && /!\S*[ \t]+$/.test(line));
}

/** What was quoted stays quoted, except in a new list: without the quotes it would not be JSON. */
function quotedAsBefore(text: string, fix: Fix): Fix {
  const isQuoted = (part: string): boolean => part.startsWith('"') || part.startsWith("'");
  if (!isQuoted(text.slice(fix.start, fix.end)) || isQuoted(fix.text) || fix.text.startsWith('[')) return fix;
  return { ...fix, text: JSON.stringify(fix.text) };
}

/** In the order of the text; errors before warnings at one place. */
export function sorted(diagnostics: readonly PolicyDiagnostic[]): readonly PolicyDiagnostic[] {
  return diagnostics.toSorted(
    (a, b) =>
      a.line - b.line || a.column - b.column || a.severity.localeCompare(b.severity) || a.id.localeCompare(b.id),
  );
}
