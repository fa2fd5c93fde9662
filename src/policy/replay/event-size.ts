// Bytes of an event at another level: bodies are removed, or counted as missing where the log does not hold them.
import { rankOf, type Level } from '../model/policy.ts';
import { nameOfBody } from './body-sizes.ts';
import type { EventLine } from '../../events/quick-line.ts';

/** An event as it is logged. */
export interface LoggedEvent {
  readonly read: EventLine;
  readonly level: Level;
  readonly bytes: number;
  /** The resource that it asks for, as sums name it. */
  readonly resource: string;
}

/** Bytes at a level, as far as the log holds them, and which bodies are missing. */
export interface SizeAt {
  readonly bytes: number;
  readonly missing: readonly string[];
}

const nothing: readonly string[] = [];
const REQUEST = rankOf('Request');
const REQUEST_RESPONSE = rankOf('RequestResponse');
const bodied = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

export function sizeAt(level: Level, { read, level: logged, bytes, resource }: LoggedEvent): SizeAt {
  if (level === logged) return { bytes, missing: nothing };
  const { event, requestSize, responseSize } = read;
  const verb = event.verb ?? '';
  const answered = event.stage === 'ResponseComplete';
  const missing: string[] = [];
  let size = bytes - requestSize - responseSize;
  if (rankOf(level) >= REQUEST) {
    size += requestSize;
    if (requestSize === 0 && rankOf(logged) < REQUEST && answered && bodied.has(verb))
      missing.push(nameOfBody('request', verb, resource));
  }
  if (rankOf(level) >= REQUEST_RESPONSE) {
    size += responseSize;
    if (responseSize === 0 && rankOf(logged) < REQUEST_RESPONSE && answered && verb !== 'watch')
      missing.push(nameOfBody('response', verb, resource));
  }
  return { bytes: size, missing };
}
