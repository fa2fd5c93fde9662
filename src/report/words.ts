// How notes and problems read, whichever reporter shows them.
import type { Event } from '../core/event.ts';
import type { Paint } from '../core/paint.ts';

/** A remark to the person at the terminal. */
export function noteLine(note: Extract<Event, { type: 'note' }>, paint: Paint): string {
  return note.level === 'warn' ? `${paint.yellow('warning:')} ${note.text}` : note.text;
}

/** What went wrong, the evidence under it, and what to type next. */
export function problemLines(problem: Extract<Event, { type: 'problem' }>, paint: Paint): string {
  // An answer of no is not an error.
  const lines = [problem.code === 'declined' ? problem.text : `${paint.red('error:')} ${problem.text}`];
  if (problem.details !== undefined) lines.push(...problem.details.split('\n').map((line) => `  ${line}`));
  if (problem.hint !== undefined) lines.push(`${paint.cyan('next:')} ${problem.hint}`);
  return lines.join('\n');
}
