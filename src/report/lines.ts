// Events as plain lines, where there is no terminal to draw on, or with --verbose.
import { formatDuration } from '../core/duration.ts';
import type { Event, Report } from '../core/event.ts';
import type { Paint } from '../core/paint.ts';
import { unreachable } from '../core/unreachable.ts';
import { problemLines, noteLine } from './words.ts';

/** Milliseconds of silence after which progress is reported, so that a long step does not look dead. */
const SILENCE = 15_000;

/** Writes one or more lines for an event; all progress only where `verbose` is on. `now` is in milliseconds. */
export function linesReporter(
  write: (text: string) => void,
  paint: Paint,
  verbose: boolean,
  now: () => number,
): Report {
  let wroteAt = now();
  return (event) => {
    const isProgress = event.type === 'step-progress' || event.type === 'progress';
    const silent = isProgress && now() - wroteAt >= SILENCE;
    const text = eventText(event, paint, verbose || silent);
    if (text === null) return;
    write(`${text}\n`);
    wroteAt = now();
  };
}

function eventText(event: Event, paint: Paint, verbose: boolean): string | null {
  switch (event.type) {
    case 'plan':
    case 'plan-ended':
    // The step says it too.
    case 'in-effect':
      return null;
    case 'step-started':
      return paint.dim(`• ${event.title} …`);
    case 'step-progress':
      return verbose ? paint.dim(`    ${event.text}`) : null;
    case 'progress':
      return verbose && event.text !== null ? paint.dim(event.text) : null;
    case 'step-done':
      return `${paint.green('✓')} ${event.title}${event.text === undefined ? '' : `: ${event.text}`} ${paint.dim(`(${formatDuration(event.ms)})`)}`;
    case 'step-skipped':
      return `${paint.dim('-')} ${event.title}: ${event.text}`;
    case 'step-failed':
      return `${paint.red('✗')} ${event.title} ${paint.dim(`(${formatDuration(event.ms)})`)}`;
    case 'undo-started':
      return paint.dim(`↶ undoing: ${event.title} …`);
    case 'undo-done':
      return `${paint.yellow('↶')} undone: ${event.title}`;
    case 'undo-failed':
      return `${paint.red('✗')} could not undo "${event.title}": ${event.text}`;
    case 'note':
      return noteLine(event, paint);
    case 'detail':
      return verbose ? paint.dim(event.text) : null;
    case 'problem':
      return problemLines(event, paint);
    default:
      return unreachable(event);
  }
}
