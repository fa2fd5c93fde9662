// The bytes that JSON is built of, and the steps over those between its values.
import { unexpected } from './malformed.ts';

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
/** How null begins. */
export const NULL = 0x6e;
const SPACE = 0x20;

/** The first place from `at` on that is not white space; the body's length where there is none. */
export function afterSpace(body: Uint8Array, at: number): number {
  return at < body.length && (body[at] as number) > SPACE ? at : afterSpaces(body, at);
}

function afterSpaces(body: Uint8Array, at: number): number {
  for (let next = at; next < body.length; next += 1) {
    const byte = body[next];
    if (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return next;
  }
  return body.length;
}

/** Where the value of a member begins, whose key ends at `at`. */
export function afterColon(body: Uint8Array, at: number): number {
  if (body[at] === COLON && (body[at + 1] ?? 0) > SPACE) return at + 1;
  const colon = afterSpace(body, at);
  if (body[colon] !== COLON) throw unexpected(body, colon, '":"');
  return afterSpace(body, colon + 1);
}

/** Where what follows a comma begins; the comma is at `at`, in an object or list that `close` ends. */
export function afterComma(body: Uint8Array, at: number, close: number): number {
  if (body[at] !== COMMA) throw unexpected(body, at, `"," or "${String.fromCharCode(close)}"`);
  return afterSpace(body, at + 1);
}
