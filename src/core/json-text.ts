// Text that is JSON, with everything escaped that a terminal or the log of a CI system would obey: the same value.
import { unsafeCharacters } from './printable.ts';

const suspicious = /[^\n -~]|##\[/;
const unsafe = new RegExp(`(?![\\n\\t\\r])(?:${unsafeCharacters})|#(?=#\\[)`, 'gu');

/** The same JSON: between its strings it holds nothing of this kind but white space, and within them it is escaped. */
export function safeJson(text: string): string {
  if (!suspicious.test(text)) return text;
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return plain.replaceAll('\r', ' ').replaceAll(unsafe, (character) => {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}
