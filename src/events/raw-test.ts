// A test of bytes that says which lines cannot pass a filter, so that they need not be parsed.
// It only ever rejects: whether a line passes is decided by its JSON.
import { fields, type FieldName, type RequiredText } from './fields.ts';
import type { FilterSpec } from './filter.ts';
import { negation } from './glob.ts';

const NEWLINE = 10;
const ESCAPE = Buffer.from('\\u00');
/** Shorter texts are found in most lines, so that looking for them costs more than it saves. */
const SHORTEST = 4;
const MOST = 6;

/** Every line that may pass holds one of the texts, or spells one of their characters as an escape. */
export interface RawTest {
  readonly texts: readonly Buffer[];
  /** By code: 1 for the characters of the texts. */
  readonly characters: Uint8Array;
}

/** The test for a filter; null where bytes cannot tell. */
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

/** Walks over the lines of a block that the test cannot reject. */
export class CandidateLines {
  readonly #block: Buffer;
  readonly #test: RawTest;
  /** For each text, and last for escapes, where it comes next; the block's length for nowhere. */
  readonly #next: number[];

  constructor(block: Buffer, test: RawTest) {
    this.#block = block;
    this.#test = test;
    this.#next = [...test.texts.map(() => -1), -1];
  }

  /** The start of the first such line at or after `from`, itself the start of a line; -1 when there is none. */
  next(from: number): number {
    const block = this.#block;
    const { texts } = this.#test;
    let nearest = block.length;
    for (let index = 0; index < this.#next.length; index += 1) {
      let at = this.#next[index] ?? 0;
      if (at < from) {
        const text = texts[index];
        at = text === undefined ? this.#nextEscape(from) : found(block.indexOf(text, from), block.length);
        this.#next[index] = at;
      }
      if (at < nearest) nearest = at;
    }
    return nearest === block.length ? -1 : Math.max(from, block.lastIndexOf(NEWLINE, nearest) + 1);
  }

  #nextEscape(from: number): number {
    const block = this.#block;
    for (let at = block.indexOf(ESCAPE, from); at >= 0; at = block.indexOf(ESCAPE, at + ESCAPE.length)) {
      const code = hexDigit(block[at + 4] ?? 0) * 16 + hexDigit(block[at + 5] ?? 0);
      if (this.#test.characters[code] === 1) return at;
    }
    return block.length;
  }
}

/** The value of a digit's code, 0 to 15, also for what is none: a broken line is wanted by nobody. */
function hexDigit(code: number): number {
  return code <= 0x39 ? code & 15 : ((code & 15) + 9) & 15;
}

function found(at: number, length: number): number {
  return at < 0 ? length : at;
}
