// Puts annotations into an event's bytes; all bytes around the value of its annotations stay as they are.
import type { Batch } from '../body/batch.ts';
import { afterColon, afterSpace, CLOSE_OBJECT, COMMA, OPEN_OBJECT } from '../body/bytes.ts';
import { spells, word, type Word } from '../body/spelled.ts';
import { endOfKey } from '../body/string-end.ts';
import { endOfValue } from '../body/value-end.ts';
import type { ByteBuffer } from './byte-buffer.ts';

/** Appends an event of a batch, by its number from 0, with the annotations. */
export type Splicer = (batch: Batch, index: number, into: ByteBuffer) => void;

/** List, items, event and annotations are around the value of an annotation. */
const DEPTH = 4;

const COMMA_BYTES = Buffer.from(',');

/** Annotations replace those of the same key, and stand after all others. Without any an event is copied. */
export function makeSplicer(annotations: ReadonlyMap<string, string>): Splicer {
  const copyOne: Splicer = ({ body, items }, index, into) => into.append(body, items[2 * index], items[2 * index + 1]);
  if (annotations.size === 0) return copyOne;
  const words = [...annotations.keys()].map(word);
  const object = JSON.stringify(Object.fromEntries(annotations));
  const asMember = Buffer.from(`"annotations":${object}`);
  const asObject = Buffer.from(object);
  const asMembers = Buffer.from(object.slice(1, -1));
  return ({ body, items, annotations: places }, index, into) => {
    const start = items[2 * index] as number;
    const end = items[2 * index + 1] as number;
    const from = places[2 * index] as number;
    const to = places[2 * index + 1] as number;
    if (from < to && body[from] === OPEN_OBJECT) {
      const close = appendOthers(body, start, from, words, into);
      into.append(asMembers);
      into.append(body, close, end);
      return;
    }
    into.append(body, start, from);
    if (from < to) into.append(asObject);
    else {
      if (!isAfterBrace(body, from)) into.append(COMMA_BYTES);
      into.append(asMember);
    }
    into.append(body, to, end);
  };
}

/**
 * Appends what is from `start` up to the annotations at `from`, and those of other keys, so that members can follow.
 * Gives where the annotations close.
 */
function appendOthers(body: Uint8Array, start: number, from: number, words: readonly Word[], into: ByteBuffer): number {
  let copied = start;
  let needsComma = false;
  let at = afterSpace(body, from + 1);
  while (body[at] !== CLOSE_OBJECT) {
    const keyEnd = endOfKey(body, at);
    let next = afterSpace(body, endOfValue(body, afterColon(body, keyEnd), DEPTH));
    if (body[next] === COMMA) next = afterSpace(body, next + 1);
    needsComma = !spellsOne(body, at, keyEnd, words);
    if (!needsComma) {
      // With the comma before it, if there is one; and on from the member after it.
      into.append(body, copied, at);
      copied = next;
    }
    at = next;
  }
  into.append(body, copied, at);
  if (needsComma) into.append(COMMA_BYTES);
  return at;
}

function spellsOne(body: Uint8Array, start: number, end: number, words: readonly Word[]): boolean {
  for (const each of words) if (spells(body, start, end, each)) return true;
  return false;
}

/** Whether there is nothing but white space between a place and the opening brace before it. */
function isAfterBrace(body: Uint8Array, place: number): boolean {
  let at = place - 1;
  while ((body[at] as number) <= 0x20) at -= 1;
  return body[at] === OPEN_OBJECT;
}
