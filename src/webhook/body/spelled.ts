// Whether a JSON string spells a text, also where it is written with escapes.
import { BACKSLASH } from './bytes.ts';

/** A text that strings are compared with. */
export interface Word {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** The longest way to write a byte: "\u0061". */
const LONGEST_ESCAPE = 6;

/** The word that a text is. */
export function word(text: string): Word {
  return { text, bytes: Buffer.from(text) };
}

/** Whether the valid string from quote to quote (`start`, `end`) spells the word. */
export function spells(body: Uint8Array, start: number, end: number, { text, bytes }: Word): boolean {
  const inner = start + 1;
  const length = end - 1 - inner;
  if (length < bytes.length) return false;
  if (length === bytes.length) {
    // A backslash of the word is written as two, so that the string is longer.
    for (let at = 0; at < length; at += 1) {
      const byte = body[inner + at];
      if (byte !== bytes[at] || byte === BACKSLASH) return false;
    }
    return true;
  }
  if (length > bytes.length * LONGEST_ESCAPE || (body[inner] !== bytes[0] && body[inner] !== BACKSLASH)) return false;
  return holdsEscape(body, inner, end) && decoded(body, start, end) === text;
}

/** The text of a valid string, from quote to quote. */
export function decoded(body: Uint8Array, start: number, end: number): string {
  return JSON.parse(Buffer.from(body.buffer, body.byteOffset + start, end - start).toString()) as string;
}

function holdsEscape(body: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (body[at] === BACKSLASH) return true;
  return false;
}
