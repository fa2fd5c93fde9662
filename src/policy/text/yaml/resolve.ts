// What a YAML scalar means: the resolver of sigs.k8s.io/yaml, which is neither YAML 1.1 nor 1.2.
// Source of the behaviour: go.yaml.in/yaml/v2 resolve.go. `y` and `0777` are not strings; `1:30` and dates are.

import { isTimestamp } from './timestamp.ts';

export const TAG_PREFIX = 'tag:yaml.org,2002:';

export type Scalar =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'null' };

/** A scalar, or why it cannot be one. */
export type Resolved = Scalar | { readonly kind: 'error'; readonly message: string };

const words = new Map<string, Scalar>();
for (const [value, spellings] of [
  [true, 'y Y yes Yes YES true True TRUE on On ON'],
  [false, 'n N no No NO false False FALSE off Off OFF'],
] as const) {
  for (const word of spellings.split(' ')) words.set(word, { kind: 'bool', value });
}
for (const word of ['', '~', 'null', 'Null', 'NULL']) words.set(word, { kind: 'null' });
for (const word of ['.nan', '.NaN', '.NAN']) words.set(word, { kind: 'float', value: Number.NaN });
for (const word of ['.inf', '.Inf', '.INF']) {
  words.set(word, { kind: 'float', value: Infinity });
  words.set(`+${word}`, { kind: 'float', value: Infinity });
  words.set(`-${word}`, { kind: 'float', value: -Infinity });
}

const known = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp'].map((name) => TAG_PREFIX + name));

/** Letters that begin a word for another type, such as yes and null. None of these words is long. */
const doubtful = 'fFnNoOtTyY';
const LONGEST_WORD = 5;

/** Whether a scalar is a string beyond doubt: quoted, or beginning as no value of another type does. */
export function isSurelyString(tag: string, implicit: boolean, text: string): boolean {
  if (tag !== '') return false;
  if (!implicit) return true;
  const first = text.charCodeAt(0);
  const isLetter = (first >= 0x61 && first <= 0x7a) || (first >= 0x41 && first <= 0x5a) || first === 0x2f;
  return isLetter && (text.length > LONGEST_WORD || !doubtful.includes(text[0] ?? ''));
}

export function isMergeKey(tag: string, implicit: boolean, text: string): boolean {
  return text === '<<' && (implicit || tag === `${TAG_PREFIX}merge`);
}

/** Resolves a scalar by its tag ("" for none) and text. A quoted scalar without a tag is a string and never comes here. */
export function resolveScalar(tag: string, text: string): Resolved {
  if (tag === `${TAG_PREFIX}binary`) return decodeBase64(text);
  if (tag !== '' && !known.has(tag)) return { kind: 'string', value: text };
  const name = tag.slice(TAG_PREFIX.length);
  if (name === 'str') return { kind: 'string', value: text };
  const scalar = resolvePlain(text);
  if (name === '') return scalar;
  if (name === 'timestamp') {
    if (scalar.kind === 'string' && isTimestamp(text)) return scalar;
  } else if (scalar.kind === name) {
    return scalar;
  } else if (name === 'float' && scalar.kind === 'int' && scalar.value < 2n ** 63n) {
    return { kind: 'float', value: Number(scalar.value) };
  }
  return { kind: 'error', message: `"${text}" is not of the type !!${name}` };
}

/** Resolves a plain scalar without a tag. */
export function resolvePlain(text: string): Scalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  const string: Scalar = { kind: 'string', value: text };
  const first = text[0] ?? '';
  if (first === '.') {
    if (!/^\.\d+(?:[eE][-+]?\d+)?$/.test(text)) return string;
    return finite(text) ?? string;
  }
  if (!/[-+0-9]/.test(first) || isTimestamp(text)) return string;
  const plain = text.replaceAll('_', '');
  const int = parseInteger(plain);
  if (int !== null) return { kind: 'int', value: int };
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain)) {
    const float = finite(plain);
    if (float !== null) return float;
  }
  const binary = /^(-?)0b([-+]?[01]+)$/.exec(plain);
  if (binary !== null && !(binary[1] === '-' && /^[-+]/.test(binary[2] ?? ''))) {
    const digits = binary[2] ?? '';
    const size = BigInt(`0b${digits.replace(/^[-+]/, '')}`);
    const value = binary[1] === '-' || digits.startsWith('-') ? -size : size;
    if (inRange(value)) return { kind: 'int', value };
  }
  return string;
}

function finite(text: string): Scalar | null {
  const value = Number(text);
  return Number.isFinite(value) ? { kind: 'float', value } : null;
}

/** Go's strconv.ParseInt and ParseUint with base 0: 0x, 0b, 0o and a leading 0 choose the base. */
function parseInteger(text: string): bigint | null {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/.exec(text);
  if (match === null) return null;
  const [, sign, hex, binary, octal, decimal] = match;
  const size = BigInt(inBase('0x', hex) ?? inBase('0b', binary) ?? inBase('0o', octal) ?? decimal ?? '0');
  const value = sign === '-' ? -size : size;
  if (!inRange(value)) return null;
  // Only a number without a sign may need the 64th bit.
  return sign !== '' && value >= 2n ** 63n ? null : value;
}

function inBase(prefix: string, digits: string | undefined): string | undefined {
  return digits === undefined ? undefined : prefix + digits;
}

function inRange(value: bigint): boolean {
  return value >= -(2n ** 63n) && value < 2n ** 64n;
}

function decodeBase64(text: string): Resolved {
  const compact = text.replaceAll(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) {
    return { kind: 'error', message: 'this is not base64' };
  }
  const bytes = Uint8Array.from(atob(compact), (character) => character.charCodeAt(0));
  return { kind: 'string', value: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
}
