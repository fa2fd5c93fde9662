// Where a JSON value ends, whatever it holds; a walk without recursion, since a body may nest deeper than a stack reaches.
import {
  afterColon,
  afterComma,
  afterSpace,
  CLOSE_LIST,
  CLOSE_OBJECT,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './bytes.ts';
import { Malformed } from './malformed.ts';
import { endOfScalar } from './scalar-end.ts';
import { endOfKey, endOfString } from './string-end.ts';

/**
 * How many objects and lists may be in each other. A request may have 10,000, the limit of Go's encoding/json, and an
 * event holds it inside a list, its items and itself: with less, one request could make a batch be refused.
 */
const DEEPEST = 10_003;

/** What closes each object and list that is open. Shared by all walks: none is left before it has ended. */
const closers = new Uint8Array(DEEPEST);

/** The place after the value that begins at `start`, which is inside so many objects and lists. */
export function endOfValue(body: Uint8Array, start: number, around: number): number {
  const first = body[start];
  if (first === QUOTE) return endOfString(body, start);
  if (first === OPEN_OBJECT || first === OPEN_LIST) return endOfNested(body, start, around);
  return endOfScalar(body, start);
}

function endOfNested(body: Uint8Array, start: number, around: number): number {
  let at = start;
  let depth = around;
  for (;;) {
    const first = body[at];
    if (first === OPEN_OBJECT || first === OPEN_LIST) {
      if (depth >= DEEPEST) throw new Malformed(`more than ${DEEPEST} objects and lists in each other`, at);
      const close = first === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_LIST;
      closers[depth] = close;
      depth += 1;
      at = afterSpace(body, at + 1);
      if (body[at] !== close) {
        if (close === CLOSE_OBJECT) at = afterColon(body, endOfKey(body, at));
        continue;
      }
    } else {
      at = first === QUOTE ? endOfString(body, at) : endOfScalar(body, at);
      at = afterSpace(body, at);
    }
    // After a value, or at what closes an empty object or list.
    let close = closers[depth - 1] ?? 0;
    while (body[at] === close) {
      depth -= 1;
      if (depth === around) return at + 1;
      close = closers[depth - 1] ?? 0;
      at = afterSpace(body, at + 1);
    }
    at = afterComma(body, at, close);
    if (close === CLOSE_OBJECT) at = afterColon(body, endOfKey(body, at));
  }
}
