// JSON mode: steps and problems as documents on standard output, for programs; the rest is for people.
import type { Event, Report } from '../core/event.ts';
import { documentLine } from './answer.ts';

/**
 * Writes what is done, and the problem that ends it, one document on a line. Notes, progress and the problem again go to
 * `forPeople`, who read standard error.
 */
export function jsonReporter(write: (text: string) => void, now: () => Date, forPeople: Report): Report {
  return (event: Event) => {
    const time = now().toISOString();
    switch (event.type) {
      case 'note':
      case 'detail':
      case 'progress':
        forPeople(event);
        return;
      case 'problem': {
        const { type: _, ...problem } = event;
        write(documentLine('kind-audit.problem/v1', { time, ...problem }));
        forPeople(event);
        return;
      }
      default:
        write(documentLine('kind-audit.event/v1', { time, ...event }));
    }
  };
}
