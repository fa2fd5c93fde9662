// The body of a webhook request: a list of events, found in its bytes without reading them into values.
import {
  afterColon,
  afterComma,
  afterSpace,
  CLOSE_LIST,
  CLOSE_OBJECT,
  NULL,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './bytes.ts';
import { endOfEvent } from './event.ts';
import { Malformed, unexpected } from './malformed.ts';
import { Places } from './places.ts';
import { decoded, spells, word, type Word } from './spelled.ts';
import { endOfKey } from './string-end.ts';
import { endOfValue } from './value-end.ts';

/** The events of a request, as places in its bytes. */
export interface Batch {
  readonly body: Uint8Array;
  /** What the list says; empty where it says nothing. The API server sends "audit.k8s.io/v1". */
  readonly apiVersion: string;
  /** Start and end offset of each event, in pairs. */
  readonly items: Int32Array;
  /**
   * Start and end offset of the value of each event's annotations, an object or null, in pairs; where an event has
   * none, both are the offset of the brace that closes it.
   */
  readonly annotations: Int32Array;
}

/** Why bytes are no list of events. */
export interface BodyFault {
  readonly fault: string;
  /** The byte that is wrong, counted from 0; the body's length where it ends too early. */
  readonly offset: number;
}

/** An event has more than 64 bytes, so that a body with more of them than this in 64 MiB holds no events. */
const MOST_ITEMS = 1024 * 1024;

/**
 * Finds the events in a request's body. Whatever is not valid JSON in valid UTF-8, nests too deeply, or is no list of
 * events, is a fault; fields that are not known are not looked at. `items: null` and no items are an empty list, as
 * for the API server. A key of the list that is read here may not be repeated.
 */
export function readBatch(body: Uint8Array): Batch | BodyFault {
  try {
    return listOf(body);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { fault: error.message, offset: error.offset };
  }
}

/** What the members of the list say so far. */
class Members {
  readonly items = new Places();
  readonly annotations = new Places();
  apiVersion = '';
  readonly seen = new Set<Word>();
}

/** Reads the value of a member, and gives the place after it. */
type ReadValue = (body: Uint8Array, value: number, into: Members) => number;

const KIND = word('kind');
const readers = new Map<Word, ReadValue>([
  [KIND, readKind],
  [word('apiVersion'), readApiVersion],
  [word('items'), readItems],
]);
const EVENT_LIST = word('EventList');

function listOf(body: Uint8Array): Batch {
  const start = afterSpace(body, 0);
  if (body[start] !== OPEN_OBJECT) throw unexpected(body, start, '"{"');
  const members = new Members();
  let at = afterSpace(body, start + 1);
  if (body[at] !== CLOSE_OBJECT) {
    for (;;) {
      at = afterSpace(body, readMember(body, at, members));
      if (body[at] === CLOSE_OBJECT) break;
      at = afterComma(body, at, CLOSE_OBJECT);
    }
  }
  if (!members.seen.has(KIND)) throw new Malformed('not an EventList: it has no kind', at);
  const end = afterSpace(body, at + 1);
  if (end < body.length) throw unexpected(body, end, 'nothing after the list');
  const { apiVersion, items, annotations } = members;
  return { body, apiVersion, items: items.offsets, annotations: annotations.offsets };
}

/** Reads the member whose key is at `start`, and gives the place after it. */
function readMember(body: Uint8Array, start: number, into: Members): number {
  const keyEnd = endOfKey(body, start);
  const value = afterColon(body, keyEnd);
  for (const [key, read] of readers) {
    if (!spells(body, start, keyEnd, key)) continue;
    if (into.seen.has(key)) throw new Malformed(`"${key.text}" is repeated`, start);
    into.seen.add(key);
    return read(body, value, into);
  }
  return endOfValue(body, value, 1);
}

function readKind(body: Uint8Array, value: number): number {
  const end = endOfValue(body, value, 1);
  if (body[value] === QUOTE && spells(body, value, end, EVENT_LIST)) return end;
  throw new Malformed('not an EventList: it has another kind', value);
}

function readApiVersion(body: Uint8Array, value: number, into: Members): number {
  const end = endOfValue(body, value, 1);
  if (body[value] === QUOTE) into.apiVersion = decoded(body, value, end);
  else if (body[value] !== NULL) throw new Malformed('the apiVersion is not a string', value);
  return end;
}

function readItems(body: Uint8Array, value: number, into: Members): number {
  if (body[value] !== OPEN_LIST) {
    const end = endOfValue(body, value, 1);
    if (body[value] === NULL) return end;
    throw new Malformed('items is not a list', value);
  }
  let at = afterSpace(body, value + 1);
  if (body[at] === CLOSE_LIST) return at + 1;
  for (;;) {
    if (into.items.count === MOST_ITEMS) throw new Malformed(`more than ${MOST_ITEMS} items`, at);
    const end = endOfEvent(body, at, 2, into.annotations);
    into.items.add(at, end);
    at = afterSpace(body, end);
    if (body[at] === CLOSE_LIST) return at + 1;
    at = afterComma(body, at, CLOSE_LIST);
  }
}
