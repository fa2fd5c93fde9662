// A character of several bytes as UTF-8 allows it: the shortest form, no surrogates, nothing above U+10FFFF.
// Source: The Unicode Standard, table 3-7, well-formed UTF-8 byte sequences.
import { Malformed, named, unexpected } from './malformed.ts';

/** The place after a character that begins at `start` with a byte of 0x80 or above. */
export function endOfCharacter(body: Uint8Array, start: number): number {
  const first = body[start] ?? 0;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0) throw invalid(first, start);
  // Of the second byte some first ones allow only a part.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  checkByte(body, start + 1, least, most);
  for (let at = start + 2; at < start + length; at += 1) checkByte(body, at, 0x80, 0xbf);
  return start + length;
}

function checkByte(body: Uint8Array, at: number, least: number, most: number): void {
  const byte = body[at];
  if (byte === undefined) throw unexpected(body, at, 'more of a character');
  if (byte < least || byte > most) throw invalid(byte, at);
}

function invalid(byte: number, at: number): Malformed {
  return new Malformed(`not valid UTF-8: ${named(byte)}`, at);
}
