// Finds out why a line is no audit event, from its first and last characters: cheap, whatever the line is.
import { isJson } from './is-json.ts';
import { shapes, type Reason } from './reasons.ts';
import type { Shape } from './shape.ts';

/** So many characters of each end show what a line is. */
const ENOUGH = 1000;

/** No form that is known has shorter lines, but for those of JSON. */
const SHORTEST = 12;

/** How the API server begins an event. */
const BEGINNING = '{"kind":"Event","apiVersion":"audit.k8s.io/';

const table = Object.entries(shapes) as readonly (readonly [Reason, Shape])[];

/** The reason for leaving out a line that is no audit event; null where nothing is in it. */
export function whyLeftOut(line: string): Reason | null {
  const text = line.trim();
  if (text === '') return null;
  if (text.length < SHORTEST && /^\w/.test(text)) return 'not-json';
  const hasEvent = text.includes('auditID');
  const ends = { head: text.slice(0, ENOUGH), tail: text.slice(-ENOUGH), hasEvent };
  // A line that begins as an event is one, though not all of it.
  if (text.startsWith(BEGINNING) && !shapes.truncated.is(ends) && !shapes.overlong.is(ends)) return 'damaged';
  const shape = table.find(([, { is }]) => is(ends));
  if (shape !== undefined) return shape[0];
  if (!text.startsWith('{')) return 'not-json';
  if (!text.endsWith('}') || (hasEvent && !isJson(text))) return 'damaged';
  return hasEvent ? 'nested' : 'no-event';
}
