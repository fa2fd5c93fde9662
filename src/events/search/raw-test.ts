// A test of bytes that says which lines cannot pass a filter, so that they need not be parsed.
// It only ever rejects: whether a line passes is decided by its JSON.
import { fields, type FieldName, type RequiredText } from '../fields.ts';
import type { FilterSpec } from '../filter.ts';
import { negation } from '../glob.ts';

/** Shorter texts are found in most lines, so that looking for them costs more than it saves. */
const SHORTEST = 4;
const MOST = 6;

/** Every line that may pass holds one of the texts, or spells one of their characters as an escape. */
export interface RawTest {
  readonly texts: readonly Buffer[];
  /** By code: 1 for the characters of the texts. */
  readonly characters: Uint8Array;
}

/** The test for a filter; null where bytes cannot decide. */
export function rawTest(spec: FilterSpec): RawTest | null {
  let best: readonly string[] | null = null;
  for (const [name, patterns] of Object.entries(spec.fields)) {
    const texts = textsOf(name as FieldName, patterns ?? []);
    if (texts !== null && (best === null || weight(texts) > weight(best))) best = texts;
  }
  if (best === null) return null;
  const characters = new Uint8Array(256);
  for (const character of Buffer.from(best.join('').replaceAll('"', ''))) characters[character] = 1;
  // Some encoders write "/" as "\/".
  const all = best.some((text) => text.includes('/')) ? [...best, '\\/'] : best;
  return { texts: all.map((text) => Buffer.from(text)), characters };
}

/** One text for each positive pattern of a field, or null. */
function textsOf(name: FieldName, patterns: readonly string[]): readonly string[] | null {
  const wanted = patterns.map(negation).filter(({ negated }) => !negated);
  if (wanted.length === 0 || wanted.length > MOST) return null;
  const texts = wanted.map(({ pattern }) => longest(fields[name].texts(pattern).flatMap(plainStretches)));
  return texts.every((text) => text.length >= SHORTEST) ? texts : null;
}

/** Long texts are rare; every further one costs another search. */
function weight(texts: readonly string[]): number {
  return Math.min(...texts.map((text) => text.length)) / texts.length;
}

/** The stretches of a text that JSON encoders write as they are; the string's closing quote is added at its end. */
function plainStretches({ text, ends }: RequiredText): readonly string[] {
  const stretches = text.split(/[^\w ./:@-]/);
  return stretches.map((stretch, index) => (ends && index === stretches.length - 1 ? `${stretch}"` : stretch));
}

function longest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '');
}
