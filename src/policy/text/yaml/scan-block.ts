// Block scalars, `|` and `>`, as libyaml reads them. Source of the behaviour: go.yaml.in/yaml/v2 scannerc.go.
import { TextError } from '../text-error.ts';
import { code, isBlank, isBreak, isBreakOrEnd, isDigit, type Chars } from './chars.ts';

interface Header {
  /** `-` drops the last line break, `+` keeps all, otherwise one stays. */
  readonly chomping: '-' | '+' | '';
  /** The indentation given as a digit; 0 when it is to be found out. */
  readonly increment: number;
}

/** A block scalar; the cursor stands on its indicator. `indent` is that of the collection around it, -1 at the top. */
export function scanBlock(chars: Chars, indent: number): { value: string; end: number } {
  const start = chars.offset;
  const literal = chars.at() === code('|');
  chars.skip();
  const { chomping, increment } = readHeader(chars, start);
  endLine(chars, start, 'a block scalar begins on the line after its indicator');
  const lines = new Lines(chars, indent, increment);
  let value = '';
  let lineBreak = '';
  let emptyLines = lines.passEmpty();
  let wasBlank = false;
  while (chars.column === lines.indent && chars.at() !== 0) {
    const blank = isBlank(chars.at());
    const folds = !literal && lineBreak === '\n' && !wasBlank && !blank;
    value += folds ? (emptyLines === '' ? ' ' : '') : lineBreak;
    value += emptyLines;
    wasBlank = blank;
    while (!isBreakOrEnd(chars.at())) value += chars.read();
    lineBreak = chars.readBreak();
    emptyLines = lines.passEmpty();
  }
  if (chomping !== '-') value += lineBreak;
  if (chomping === '+') value += emptyLines;
  return { value, end: lines.end };
}

function readHeader(chars: Chars, start: number): Header {
  let chomping: Header['chomping'] = '';
  let increment = 0;
  const chomp = (): boolean => {
    if (chars.at() !== code('+') && chars.at() !== code('-')) return false;
    chomping = chars.read() as '+' | '-';
    return true;
  };
  const digit = (): boolean => {
    if (!isDigit(chars.at())) return false;
    if (chars.at() === code('0')) throw new TextError('the indentation of a block scalar cannot be 0', around(start));
    increment = Number(chars.read());
    return true;
  };
  if (chomp()) digit();
  else if (digit()) chomp();
  return { chomping, increment };
}

/** Passes blanks and a comment up to the end of the line; anything else is an error. */
export function endLine(chars: Chars, start: number, message: string): void {
  chars.need(1);
  while (isBlank(chars.at())) chars.skip();
  if (chars.at() === code('#')) while (!isBreakOrEnd(chars.at())) chars.skip();
  if (!isBreakOrEnd(chars.at())) throw new TextError(message, around(start));
  chars.readBreak();
}

/** Finds out the indentation and passes empty lines. */
class Lines {
  /** 0 until it is known. */
  indent: number;
  end: number;
  private readonly chars: Chars;
  private readonly least: number;

  constructor(chars: Chars, parent: number, increment: number) {
    this.chars = chars;
    this.end = chars.offset;
    this.least = Math.max(parent + 1, 1);
    this.indent = increment === 0 ? 0 : Math.max(parent, 0) + increment;
  }

  passEmpty(): string {
    const { chars } = this;
    const within = (): boolean => this.indent === 0 || chars.column < this.indent;
    let breaks = '';
    let widest = 0;
    this.end = chars.offset;
    for (;;) {
      chars.need(1);
      while (within() && chars.at() === 0x20) chars.skip();
      widest = Math.max(widest, chars.column);
      if (within() && chars.at() === 0x09) {
        throw new TextError(
          'a tab where YAML requires spaces',
          { start: chars.offset, end: chars.offset + 1 },
          'indent with spaces',
        );
      }
      if (!isBreak(chars.at())) break;
      breaks += chars.readBreak();
      this.end = chars.offset;
    }
    if (this.indent === 0) this.indent = Math.max(widest, this.least);
    return breaks;
  }
}

function around(start: number): { start: number; end: number } {
  return { start, end: start + 1 };
}
