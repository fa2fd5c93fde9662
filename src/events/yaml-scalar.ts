// Scalars and keys as YAML: plain where no parser could read them otherwise, else in quotes, and texts of lines as blocks.
import { unsafeCharacters } from '../core/printable.ts';

/** Longer texts are put into quotes without a look at the nicer styles. */
const LONGEST_NICE = 64 * 1024;

/** A longer key needs the form with a question mark. */
const LONGEST_KEY = 1000;

const escaped = new RegExp(`${unsafeCharacters}|["\\\\]|#(?=#\\[)`, 'gu');
const unsafe = new RegExp(`${unsafeCharacters}|##\\[`, 'u');
/** In a text of lines newlines and tabs are safe, and a line that a runner of CI jobs would obey is not. */
const unsafeBlock = new RegExp(`(?![\\n\\t])(?:${unsafeCharacters})|##\\[|(?:^|\\n)[ \\t]*::`, 'u');

/** Begins with a letter or like a path, or is an address or a UUID: never a number, a date or an indicator. */
const plain = /^(?:[A-Za-z_/(].*|\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;
/** What would end a plain scalar, or make a key of it. */
const unplain = /: | #|[: ]$/;
const words = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

/** A value that is no list and no mapping; `indent` is that of the lines of a block. */
export function yamlScalar(value: unknown, indent: string): string {
  if (typeof value === 'string') return yamlString(value, indent);
  if (value === Infinity) return '.inf';
  return value === -Infinity ? '-.inf' : String(value);
}

/** A key with its colon. */
export function yamlKey(key: string, indent: string): string {
  const text = key.includes('\n') ? inQuotes(key) : yamlString(key, indent);
  return text.length <= LONGEST_KEY ? `${text}:` : `? ${text}\n${indent}:`;
}

function yamlString(text: string, indent: string): string {
  if (text.length > LONGEST_NICE) return inQuotes(text);
  if (text.includes('\n')) return isBlock(text) ? asBlock(text, indent) : inQuotes(text);
  if (unsafe.test(text)) return inQuotes(text);
  if (plain.test(text) && !unplain.test(text) && !words.test(text)) return text;
  return `'${text.replaceAll("'", "''")}'`;
}

/** Lines without anything that needs an escape, the first of them not indented, with at most one newline at the end. */
function isBlock(text: string): boolean {
  return !/^\s|\n\n$/.test(text) && !unsafeBlock.test(text);
}

function asBlock(text: string, indent: string): string {
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).split('\n');
  return `${ends ? '|' : '|-'}\n${lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n')}`;
}

const short: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' };

/** Text in double quotes, which stand for it anywhere in YAML. */
export function inQuotes(text: string): string {
  return `"${text.replaceAll(escaped, (character) => short[character] ?? escapeOf(character.codePointAt(0) ?? 0))}"`;
}

function escapeOf(code: number): string {
  const hex = code.toString(16).toUpperCase();
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
