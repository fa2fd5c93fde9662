// One event of a list: an object, of whose members only the place of the annotations is wanted.
import { afterColon, afterComma, afterSpace, CLOSE_OBJECT, NULL, OPEN_OBJECT } from './bytes.ts';
import { Malformed } from './malformed.ts';
import type { Places } from './places.ts';
import { spells, word } from './spelled.ts';
import { endOfKey } from './string-end.ts';
import { endOfValue } from './value-end.ts';

const ANNOTATIONS = word('annotations');

/**
 * Reads the event at `start`, which is inside so many objects and lists, and adds the place of the value of its
 * annotations, of the last ones where the key is repeated; where there are none, both offsets are those of the brace
 * that closes the event. Gives the place after the event.
 */
export function endOfEvent(body: Uint8Array, start: number, around: number, annotations: Places): number {
  if (body[start] !== OPEN_OBJECT) {
    // What is no JSON at all is that fault, not this one.
    endOfValue(body, start, around);
    throw new Malformed('an item is not an object', start);
  }
  let from = -1;
  let to = -1;
  let at = afterSpace(body, start + 1);
  if (body[at] !== CLOSE_OBJECT) {
    for (;;) {
      const keyEnd = endOfKey(body, at);
      const value = afterColon(body, keyEnd);
      const end = endOfValue(body, value, around + 1);
      if (spells(body, at, keyEnd, ANNOTATIONS)) {
        if (body[value] !== OPEN_OBJECT && body[value] !== NULL)
          throw new Malformed('the annotations of an item are not an object', value);
        from = value;
        to = end;
      }
      at = afterSpace(body, end);
      if (body[at] === CLOSE_OBJECT) break;
      at = afterComma(body, at, CLOSE_OBJECT);
    }
  }
  annotations.add(from < 0 ? at : from, to < 0 ? at : to);
  return at + 1;
}
