// Where a number, true, false or null ends.
import { unexpected } from './malformed.ts';

const LITERALS = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]));

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** The place after a scalar that is no string; anything else at `start` is a fault. */
export function endOfScalar(body: Uint8Array, start: number): number {
  const first = body[start] ?? 0;
  if (first === MINUS || isDigit(first)) return endOfNumber(body, start);
  const word = LITERALS.get(first);
  if (word === undefined) throw unexpected(body, start, 'a value');
  for (let at = 1; at < word.length; at += 1)
    if (body[start + at] !== word[at]) throw unexpected(body, start + at, `"${word.toString()}"`);
  return start + word.length;
}

/** `-? (0 | [1-9][0-9]*) (.[0-9]+)? ([eE][+-]?[0-9]+)?` */
function endOfNumber(body: Uint8Array, start: number): number {
  let at = body[start] === MINUS ? start + 1 : start;
  at = body[at] === ZERO ? at + 1 : endOfDigits(body, at);
  if (body[at] === POINT) at = endOfDigits(body, at + 1);
  if (((body[at] ?? 0) | 0x20) !== 0x65) return at;
  at += 1;
  return endOfDigits(body, body[at] === PLUS || body[at] === MINUS ? at + 1 : at);
}

/** The place after one or more digits. */
function endOfDigits(body: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(body[at] ?? 0)) at += 1;
  if (at === start) throw unexpected(body, at, 'a digit');
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
