// The characters of a YAML text as libyaml's reader hands them out: in portions of 512 bytes, checked as they come.
import { TextError } from '../text-error.ts';

const PORTION = 512;
const BOM = 0xfeff;

/** Space or tab. */
export const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
/** CR, LF, NEL, LS, PS: YAML 1.1 knows five line breaks. */
export const isBreak = (code: number): boolean =>
  code < 0x20 ? code === 0x0a || code === 0x0d : code === 0x85 || code === 0x2028 || code === 0x2029;
/** A line break, or the end of the text (read as 0). */
export const isBreakOrEnd = (code: number): boolean => code === 0 || isBreak(code);
/** A space, a tab, a line break, or the end of the text. */
export const isBlankOrEnd = (code: number): boolean =>
  code <= 0x20 ? code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0 : isBreak(code);
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
/** What names of anchors and tag handles are made of. */
export const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x2d;
/** The code of a character, for comparisons that can be read. */
export const code = (character: string): number => character.charCodeAt(0);

/** A table for `passRun`: the space. */
export const space = new Uint8Array(128).fill(1, 0x20, 0x21);

/** A table for `readRun`: visible ASCII but for some characters. */
export function ordinaryBut(characters: string): Uint8Array {
  const table = new Uint8Array(128).fill(1, 0x21, 0x7f);
  for (const character of characters) table[code(character)] = 0;
  return table;
}

/** A cursor over a text. After the end it reads zeros. */
export class Chars {
  readonly text: string;
  offset = 0;
  /** Counts characters, not code units. */
  index = 0;
  line = 0;
  column = 0;
  /** Where the reader's buffer begins; libyaml looks for a byte-order mark there and not at the cursor. */
  private bufferStart = 0;
  private decoded = 0;

  constructor(text: string) {
    this.text = text;
    // Where every character is allowed and one byte long, nothing is left to check.
    if (!/[^\t\n\r -~]/.test(text)) this.decoded = text.length;
    // The mark at the very start is the encoding's, and no character.
    if (text.charCodeAt(0) === BOM) {
      this.offset = 1;
      this.decoded = 1;
      this.bufferStart = 1;
      this.decodePortion(PORTION - 3);
    }
  }

  /** The code unit at the cursor, or some places after it; 0 after the end. */
  at(ahead = 0): number {
    return this.text.charCodeAt(this.offset + ahead) || 0;
  }

  /** Reads until `count` characters are decoded, or the end; throws on what YAML forbids. */
  need(count: number): void {
    if (this.decoded - this.offset >= count) return;
    this.bufferStart = this.offset;
    while (this.decoded < this.text.length && this.decoded - this.offset < count) this.decodePortion(PORTION);
  }

  bufferStartsWithBom(): boolean {
    return this.text.charCodeAt(this.bufferStart) === BOM;
  }

  /** Passes one character. */
  skip(): void {
    this.offset += isHighSurrogate(this.at()) ? 2 : 1;
    this.index += 1;
    this.column += 1;
    if (this.decoded <= this.offset) this.need(1);
  }

  skipMany(count: number): void {
    for (let i = 0; i < count; i += 1) this.skip();
  }

  /** Passes one character and gives it. */
  read(): string {
    const from = this.offset;
    this.skip();
    return this.text.slice(from, this.offset);
  }

  /** Passes the ASCII characters that a table marks, as far as they are decoded, and gives them. */
  readRun(marked: Uint8Array): string {
    const from = this.offset;
    this.passRun(marked);
    const to = this.offset;
    return from === to ? '' : this.text.slice(from, to);
  }

  /** Passes the ASCII characters that a table marks, as far as they are decoded. */
  passRun(marked: Uint8Array): void {
    const { text, offset, decoded } = this;
    let at = offset;
    while (at < decoded && marked[text.charCodeAt(at)] === 1) at += 1;
    if (at === offset) return;
    this.offset = at;
    this.index += at - offset;
    this.column += at - offset;
    if (decoded <= at) this.need(1);
  }

  /** Passes a line break, if there is one, and gives it as YAML normalizes it. */
  readBreak(): string {
    this.need(2);
    const first = this.at();
    if (!isBreak(first)) return '';
    const pair = first === 0x0d && this.at(1) === 0x0a;
    this.offset += pair ? 2 : 1;
    this.index += pair ? 2 : 1;
    this.column = 0;
    this.line += 1;
    return first === 0x2028 || first === 0x2029 ? String.fromCharCode(first) : '\n';
  }

  /**
   * Passes a line feed and the spaces after it where they lead to text at a column up to `most`, which ends what stands
   * before. Does nothing in any other case, and where not all of this is decoded.
   */
  passLineEnd(most: number): boolean {
    const { text, offset } = this;
    if (text.charCodeAt(offset) !== 0x0a) return false;
    let at = offset + 1;
    while (text.charCodeAt(at) === 0x20) at += 1;
    const column = at - offset - 1;
    if (column > most || at + 4 > this.decoded || isBlankOrEnd(text.charCodeAt(at))) return false;
    this.offset = at;
    this.index += column + 1;
    this.column = column;
    this.line += 1;
    return true;
  }

  private decodePortion(bytes: number): void {
    let left = bytes;
    let at = this.decoded;
    while (at < this.text.length) {
      const point = this.text.codePointAt(at) ?? 0;
      left -= bytesOf(point);
      if (left < 0) break;
      const width = point > 0xffff ? 2 : 1;
      if (!isAllowed(point)) {
        const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
        throw new TextError(`the character ${name} is not allowed in YAML`, { start: at, end: at + width });
      }
      at += width;
    }
    this.decoded = at;
  }
}

/** Bytes of a character in UTF-8. */
function bytesOf(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** YAML 1.1's printable characters; the byte-order mark is among them. */
function isAllowed(point: number): boolean {
  return (
    point === 0x09 ||
    point === 0x0a ||
    point === 0x0d ||
    (point >= 0x20 && point <= 0x7e) ||
    point === 0x85 ||
    (point >= 0xa0 && point <= 0xd7ff) ||
    (point >= 0xe000 && point <= 0xfffd) ||
    point >= 0x10000
  );
}
