// What is reported to people, made harmless before any reporter sees it: names, answers and files come from elsewhere.
import type { Event } from '../core/event.ts';
import { cellText } from '../core/limits.ts';
import { printable } from '../core/printable.ts';
import { printableLine } from '../core/screen-text.ts';

/** The event with texts that no terminal and no runner of CI jobs obeys; only details have several lines. */
export function printableEvent(event: Event): Event {
  const entries = Object.entries(event).map(([field, value]: [string, unknown]) => {
    if (field === 'steps') return [field, (value as readonly object[]).map(printableTitle)];
    if (typeof value !== 'string' || field === 'id' || field === 'type') return [field, value];
    if (field === 'details') return [field, printableLines(value)];
    // What to type is of no use in part.
    return [field, printableLine(field === 'hint' ? value : cellText(value))];
  });
  return Object.fromEntries(entries) as Event;
}

function printableTitle(step: object): object {
  const title = 'title' in step ? printable(String(step.title)) : '';
  return { ...step, title };
}

/** Lines of foreign text, each cut to what a cell may hold. A tab is some spaces, as it would be on the screen. */
export function printableLines(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .split(/\r?\n/)
    .map((line) => printableLine(cellText(line)))
    .join('\n');
}
