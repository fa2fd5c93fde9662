// One line of an audit log, and how much of it is bodies.
import { decodeEvent } from './decode.ts';
import { jsonLength } from './json-length.ts';
import { QuickLines, REQUEST_BODY, RESPONSE_BODY, type EventLine } from './quick-line.ts';

/** Reads lines, fast where the API server wrote them; null for one that is not an audit event. */
export function eventLineReader(): (line: string) => EventLine | null {
  const quick = new QuickLines();
  return (line) => quick.read(line) ?? readSlowly(line);
}

/** The same by parsing; the sizes of bodies by writing them again. */
export function readSlowly(line: string): EventLine | null {
  const event = decodeEvent(line);
  if (event === null) return null;
  const size = (key: string, body: unknown): number => (body === undefined ? 0 : key.length + jsonLength(body));
  return {
    event,
    requestSize: size(REQUEST_BODY, event.requestObject),
    responseSize: size(RESPONSE_BODY, event.responseObject),
  };
}
