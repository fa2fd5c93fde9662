// Events as NDJSON on standard output, for programs.
import type { Event, Report } from '../core/event.ts';

/** The schema that every line names; a change of meaning changes its number. */
export const EVENT_SCHEMA = 'kind-audit.events/v1';

/** One JSON object a line: `schema`, `time`, then the event's own fields. */
export function jsonReporter(write: (text: string) => void, now: () => Date): Report {
  return (event: Event) => {
    write(`${JSON.stringify({ schema: EVENT_SCHEMA, time: now().toISOString(), ...event })}\n`);
  };
}
