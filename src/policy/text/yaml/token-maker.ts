// Makes the token that begins at the cursor, and keeps what libyaml keeps of the text before it: indentation, flow level,
// whether a key may begin. Source of the behaviour: go.yaml.in/yaml/v2 scannerc.go, yaml_parser_fetch_*.
import { TextError } from '../text-error.ts';
import type { Chars } from './chars.ts';
import { scanBlock } from './scan-block.ts';
import { scanDirective, scanName, scanTag } from './scan-property.ts';
import { scanPlain, scanQuoted } from './scan-scalar.ts';
import { SimpleKeys, tooDeep } from './simple-keys.ts';
import { TokenQueue } from './token-queue.ts';
import type { ScalarStyle, TokenType } from './token.ts';

export class TokenMaker {
  readonly queue = new TokenQueue();
  readonly keys = new SimpleKeys();
  /** Whether a key may begin at the cursor. */
  keyAllowed = true;
  private readonly chars: Chars;
  /** How many brackets and braces are open. */
  private flow = 0;
  /** Column of the innermost block collection, and of those around it. */
  private indent = -1;
  private readonly indents: number[] = [];

  constructor(chars: Chars) {
    this.chars = chars;
  }

  get inFlow(): boolean {
    return this.flow > 0;
  }

  /** Ends the block collections that lie deeper than a column. */
  endBlocks(column: number): void {
    if (this.flow > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.chars.offset);
      this.indent = this.indents.pop() ?? -1;
    }
  }

  streamEnd(): void {
    // The end counts as a new line, so that no key is waited for any longer.
    if (this.chars.column !== 0) {
      this.chars.column = 0;
      this.chars.line += 1;
    }
    this.endAllBlocks();
    this.push('stream-end', this.chars.offset);
  }

  directive(): void {
    this.endAllBlocks();
    const start = this.chars.offset;
    const { type, value, suffix } = scanDirective(this.chars);
    this.pushText(type, start, value, suffix);
  }

  documentMark(type: 'document-start' | 'document-end'): void {
    this.endAllBlocks();
    const start = this.chars.offset;
    this.chars.skipMany(3);
    this.push(type, start);
  }

  flowStart(type: '[' | '{'): void {
    this.saveKey();
    this.keys.enterFlow(this.queue.added, this.chars);
    this.flow += 1;
    this.keyAllowed = true;
    this.indicator(type);
  }

  flowEnd(type: ']' | '}'): void {
    this.keys.remove();
    this.keys.leaveFlow();
    this.flow = Math.max(0, this.flow - 1);
    this.keyAllowed = false;
    this.indicator(type);
  }

  flowEntry(): void {
    this.keys.remove();
    this.keyAllowed = true;
    this.indicator(',');
  }

  blockEntry(): void {
    if (this.flow === 0) {
      if (!this.keyAllowed) throw this.misplaced('a "- " entry cannot stand here');
      this.beginBlock(this.chars.column, 'block-sequence-start', this.chars.offset);
    }
    this.keys.remove();
    this.keyAllowed = true;
    this.indicator('-');
  }

  explicitKey(): void {
    if (this.flow === 0) {
      if (!this.keyAllowed) throw this.misplaced('a key cannot stand here');
      this.beginBlock(this.chars.column, 'block-mapping-start', this.chars.offset);
    }
    this.keys.remove();
    this.keyAllowed = this.flow === 0;
    this.indicator('?');
  }

  /** A ":". What stands before it on the line turns out to be a key, and gets its "?" afterwards. */
  value(): void {
    const key = this.keys.current(this.chars);
    if (key !== undefined) {
      this.insert('?', key.offset, key.token);
      this.beginBlock(key.column, 'block-mapping-start', key.offset, key.token);
      this.keys.use(key);
      this.keyAllowed = false;
    } else {
      if (this.flow === 0) {
        if (!this.keyAllowed) throw this.misplaced('a second ":" cannot stand here', 'put the value in quotes');
        this.beginBlock(this.chars.column, 'block-mapping-start', this.chars.offset);
      }
      this.keyAllowed = this.flow === 0;
    }
    this.indicator(':');
  }

  name(type: 'alias' | 'anchor'): void {
    const start = this.saveKey();
    this.keyAllowed = false;
    this.pushText(type, start, scanName(this.chars));
  }

  tag(): void {
    const start = this.saveKey();
    this.keyAllowed = false;
    const { handle, suffix } = scanTag(this.chars);
    this.pushText('tag', start, handle, suffix);
  }

  blockScalar(style: 'literal' | 'folded'): void {
    this.keys.remove();
    this.keyAllowed = true;
    const start = this.chars.offset;
    const { value, end } = scanBlock(this.chars, this.indent);
    this.pushScalar(start, end, value, style);
  }

  quoted(quote: "'" | '"'): void {
    const start = this.saveKey();
    this.keyAllowed = false;
    const { value, end } = scanQuoted(this.chars, quote);
    this.pushScalar(start, end, value, quote === "'" ? 'single' : 'double');
  }

  plain(): void {
    const start = this.saveKey();
    this.keyAllowed = false;
    const { value, end, passedBreaks } = scanPlain(this.chars, this.indent, this.flow > 0);
    if (passedBreaks) this.keyAllowed = true;
    this.pushScalar(start, end, value, 'plain');
  }

  private push(type: TokenType, start: number, end = this.chars.offset): void {
    this.queue.add(type, start, end, '', '', 'plain');
  }

  private pushText(type: TokenType, start: number, value: string, suffix = ''): void {
    this.queue.add(type, start, this.chars.offset, value, suffix, 'plain');
  }

  private pushScalar(start: number, end: number, value: string, style: ScalarStyle): void {
    this.queue.add('scalar', start, end, value, '', style);
  }

  /** Puts a token without a length before the one of a number, where that still waits; otherwise after all. */
  private insert(type: TokenType, start: number, before: number): void {
    this.push(type, start, start);
    this.queue.moveLastBefore(before);
  }

  /** An indicator of one character, under the cursor. */
  private indicator(type: TokenType): void {
    const start = this.chars.offset;
    this.chars.skip();
    this.push(type, start);
  }

  /** Remembers that a key may begin here; gives the place. */
  private saveKey(): number {
    const { chars } = this;
    if (this.keyAllowed) {
      this.keys.save(this.queue.added, this.flow === 0 && this.indent === chars.column, chars);
    }
    return chars.offset;
  }

  /** Begins a block collection when the column lies deeper than the innermost one. */
  private beginBlock(column: number, type: TokenType, start: number, before = -1): void {
    if (this.flow > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > 10_000) throw tooDeep(this.chars.offset);
    this.insert(type, start, before);
  }

  private endAllBlocks(): void {
    this.endBlocks(-1);
    this.keys.remove();
    this.keyAllowed = false;
  }

  private misplaced(message: string, help = 'check the indentation of this line and of the one above'): TextError {
    const { offset } = this.chars;
    return new TextError(message, { start: offset, end: offset + 1 }, help);
  }
}
