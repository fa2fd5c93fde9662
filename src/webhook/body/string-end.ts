// Where a JSON string ends: no control characters, only JSON's escapes, only valid UTF-8.
import { BACKSLASH, QUOTE } from './bytes.ts';
import { Malformed, named, unexpected } from './malformed.ts';
import { endOfCharacter } from './utf8.ts';

/** 1 for bytes that stand for themselves: ASCII but control characters, the quote and the backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** 1 for bytes that are a whole escape after a backslash. */
const ESCAPES = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
const UNICODE = 0x75;

/** The place after the closing quote of a string whose opening quote is at `start`. */
export function endOfString(body: Uint8Array, start: number): number {
  let at = start + 1;
  for (;;) {
    at = afterPlain(body, at);
    const byte = body[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at = endOfEscape(body, at);
    else at = endOfOther(body, at);
  }
}

/** The first place from `start` on whose byte does not stand for itself. Four at a time, since most of a body is this. */
function afterPlain(body: Uint8Array, start: number): number {
  let at = start;
  for (const last = body.length - 4; at < last; at += 4) {
    if (PLAIN[body[at] as number] !== 1) return at;
    if (PLAIN[body[at + 1] as number] !== 1) return at + 1;
    if (PLAIN[body[at + 2] as number] !== 1) return at + 2;
    if (PLAIN[body[at + 3] as number] !== 1) return at + 3;
  }
  while (at < body.length && PLAIN[body[at] as number] === 1) at += 1;
  return at;
}

function endOfOther(body: Uint8Array, at: number): number {
  const byte = body[at];
  if (byte === undefined) throw unexpected(body, at, 'a quote');
  if (byte < 0x20) throw new Malformed(`a control character in a string: ${named(byte)}`, at);
  return endOfCharacter(body, at);
}

/** The place after the closing quote of a key, which is at `start`. */
export function endOfKey(body: Uint8Array, start: number): number {
  if (body[start] !== QUOTE) throw unexpected(body, start, 'a key in quotes');
  return endOfString(body, start);
}

function endOfEscape(body: Uint8Array, start: number): number {
  const letter = body[start + 1] ?? 0;
  if (ESCAPES[letter] === 1) return start + 2;
  if (letter !== UNICODE) throw unexpected(body, start + 1, 'an escape of JSON');
  for (let at = start + 2; at < start + 6; at += 1)
    if (!isHexDigit(body[at] ?? 0)) throw unexpected(body, at, 'a hexadecimal digit');
  return start + 6;
}

function isHexDigit(byte: number): boolean {
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}
