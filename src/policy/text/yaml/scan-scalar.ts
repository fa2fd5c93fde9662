// Plain and quoted scalars, as libyaml reads them. Source of the behaviour: go.yaml.in/yaml/v2 scannerc.go.
import { TextError } from '../text-error.ts';
import { code, isBlank, isBlankOrEnd, isBreak, ordinaryBut, space, type Chars } from './chars.ts';
import { COLON, DOT, HASH, MINUS, SPACE } from './indicators.ts';

/** A scalar that was read: its value, the offset after it, and whether a key may follow. */
export interface Scanned {
  readonly value: string;
  readonly end: number;
  /** Line breaks were passed after it, so that a new key may begin. */
  readonly passedBreaks: boolean;
}

/** "---" or "..." at the start of a line, followed by white space. */
export function atDocumentMark(chars: Chars): boolean {
  if (chars.column !== 0) return false;
  const first = chars.at();
  if (first !== MINUS && first !== DOT) return false;
  return chars.at(1) === first && chars.at(2) === first && isBlankOrEnd(chars.at(3));
}

/** Characters that never end a plain or a quoted scalar. */
const inPlain = ordinaryBut(':,?[]{}');
const inQuotes = ordinaryBut('\'"\\');

const BACKSLASH = code('\\');

const flowEnds = new Set([',', '?', '[', ']', '{', '}'].map(code));

/** A plain scalar; its first character is under the cursor. `indent` is that of the collection around it. */
export function scanPlain(chars: Chars, indent: number, inFlow: boolean): Scanned {
  const start = chars.offset;
  let gap: Gap | null = null;
  let value = '';
  let end = start;
  let at = chars.at();
  for (;;) {
    while (!isBlankOrEnd(at)) {
      if ((at === COLON && isBlankOrEnd(chars.at(1))) || (inFlow && flowEnds.has(at))) break;
      if (gap !== null) value += gap.take();
      value += chars.readRun(inPlain) || chars.read();
      end = chars.offset;
      chars.need(2);
      at = chars.at();
    }
    if (at === 0 || !isBlankOrEnd(at)) break;
    if (gap === null && !inFlow && chars.passLineEnd(indent)) return { value, end, passedBreaks: true };
    gap ??= new Gap();
    while (isBlank(chars.at()) || isBreak(chars.at())) {
      if (gap.hasBreaks && chars.at() === 0x09 && chars.column < indent + 1) {
        throw new TextError(
          'a tab where YAML requires spaces',
          { start: chars.offset, end: chars.offset + 1 },
          'indent with spaces',
        );
      }
      gap.pass(chars);
    }
    if (!inFlow && chars.column < indent + 1) break;
    chars.need(4);
    at = chars.at();
    if (at === HASH || atDocumentMark(chars)) break;
  }
  return { value, end, passedBreaks: gap?.hasBreaks ?? false };
}

/** A scalar in quotes; the cursor stands on the opening one. */
export function scanQuoted(chars: Chars, quote: "'" | '"'): Scanned {
  const start = chars.offset;
  const mark = code(quote);
  let value = '';
  chars.skip();
  for (;;) {
    chars.need(4);
    if (atDocumentMark(chars)) throw unclosed(start, 'there is a document marker inside a quoted string');
    if (chars.at() === 0) throw unclosed(start, 'the quoted string has no end');
    let continued = false;
    while (!isBlankOrEnd(chars.at())) {
      if (quote === "'" && chars.at() === mark && chars.at(1) === mark) {
        value += "'";
        chars.skipMany(2);
      } else if (chars.at() === mark) {
        break;
      } else if (quote === '"' && chars.at() === BACKSLASH) {
        if (isBreak(chars.at(1))) {
          chars.skip();
          chars.readBreak();
          continued = true;
          break;
        }
        value += readEscape(chars);
      } else {
        value += chars.readRun(inQuotes) || chars.read();
      }
      chars.need(2);
    }
    chars.need(1);
    if (chars.at() === mark) break;
    const gap = new Gap(continued);
    while (isBlank(chars.at()) || isBreak(chars.at())) gap.pass(chars);
    value += gap.take();
  }
  chars.skip();
  return { value, end: chars.offset, passedBreaks: false };
}

function unclosed(start: number, message: string): TextError {
  return new TextError(message, { start, end: start + 1 }, 'close the quotes');
}

/** White space between two words: blanks, or line breaks that fold into a space. */
class Gap {
  hasBreaks: boolean;
  private blanks = '';
  private first = '';
  private rest = '';

  /** `continued`: an escaped line break stands before, which itself leaves nothing. */
  constructor(continued = false) {
    this.hasBreaks = continued;
  }

  pass(chars: Chars): void {
    if (isBlank(chars.at())) {
      // What begins a line is not part of the value.
      if (!this.hasBreaks) this.blanks += chars.read();
      else if (chars.at() === SPACE) chars.passRun(space);
      else chars.skip();
    } else if (this.hasBreaks) {
      this.rest += chars.readBreak();
    } else {
      this.blanks = '';
      this.first = chars.readBreak();
      this.hasBreaks = true;
    }
    chars.need(1);
  }

  /** What it leaves in the value; it is empty afterwards. */
  take(): string {
    if (!this.hasBreaks && this.blanks === '') return '';
    let text = this.blanks;
    if (this.hasBreaks) text = this.first === '\n' ? this.rest || ' ' : this.first + this.rest;
    this.hasBreaks = false;
    this.blanks = this.first = this.rest = '';
    return text;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001B',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00A0',
  L: '\u2028',
  P: '\u2029',
};
const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(chars: Chars): string {
  const start = chars.offset;
  const letter = String.fromCharCode(chars.at(1));
  const length = hexLengths[letter] ?? 0;
  const known = escapes[letter];
  if (known === undefined && length === 0) {
    throw new TextError(
      'this escape is not known',
      { start, end: start + 2 },
      "write \\\\ for a backslash, or use '…'",
    );
  }
  chars.skipMany(2);
  if (known !== undefined) return known;
  chars.need(length);
  const digits = chars.text.slice(chars.offset, chars.offset + length);
  const point = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1;
  if (point < 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
    throw new TextError('this escape names no character', { start, end: start + 2 + length });
  }
  chars.skipMany(length);
  return String.fromCodePoint(point);
}
