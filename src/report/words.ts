// How checks, notes and problems read, whichever reporter shows them.
import type { Event } from '../core/event.ts';
import { evidenceText, type CheckResult, type FindingStatus } from '../core/finding.ts';
import type { Colour, Paint } from '../core/paint.ts';

const marks: Readonly<Record<FindingStatus, readonly [string, Colour]>> = {
  ok: ['✓', 'green'],
  warn: ['!', 'yellow'],
  fail: ['✗', 'red'],
  skip: ['-', 'dim'],
};

/** A check's mark, title and evidence, and its fix on a line of its own. */
export function checkLine(check: CheckResult, paint: Paint): string {
  const [mark, colour] = marks[check.status];
  const line = `${paint[colour](mark)} ${check.title}${paint.dim(`: ${evidenceText(check)}`)}`;
  return check.fix === undefined ? line : `${line}\n    fix: ${check.fix}`;
}

/** A remark to the person at the terminal. */
export function noteLine(note: Extract<Event, { type: 'note' }>, paint: Paint): string {
  return note.level === 'warn' ? `${paint.yellow('warning:')} ${note.text}` : note.text;
}

/** What went wrong, the evidence under it, and what to type next. */
export function problemLines(problem: Extract<Event, { type: 'problem' }>, paint: Paint): string {
  // A no of the person at the terminal is nothing that went wrong.
  const lines = [problem.code === 'declined' ? problem.text : `${paint.red('error:')} ${problem.text}`];
  if (problem.details !== undefined) lines.push(...problem.details.split('\n').map((line) => `  ${line}`));
  if (problem.hint !== undefined) lines.push(`${paint.cyan('next:')} ${problem.hint}`);
  return lines.join('\n');
}
