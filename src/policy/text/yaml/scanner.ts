// Cuts a YAML text into tokens exactly as libyaml does, whose Go port reads policies for the API server.
// Source of the behaviour: go.yaml.in/yaml/v2 scannerc.go, which sigs.k8s.io/yaml uses.
import { TextError } from '../text-error.ts';
import { Chars, code, isBlankOrEnd, isBreak, isBreakOrEnd, isBlank, ordinaryBut } from './chars.ts';
import { scanBlock } from './scan-block.ts';
import { scanDirective, scanName, scanTag } from './scan-property.ts';
import { atDocumentMark, scanPlain, scanQuoted } from './scan-scalar.ts';
import { SimpleKeys, tooDeep } from './simple-keys.ts';
import { TokenQueue } from './token-queue.ts';
import type { ScalarStyle, Token, TokenType } from './token.ts';

const PERCENT = code('%');
const LEFT_BRACKET = code('[');
const RIGHT_BRACKET = code(']');
const LEFT_BRACE = code('{');
const RIGHT_BRACE = code('}');
const COMMA = code(',');
const MINUS = code('-');
const QUESTION = code('?');
const COLON = code(':');
const STAR = code('*');
const AMPERSAND = code('&');
const BANG = code('!');
const BAR = code('|');
const GREATER = code('>');
const QUOTE = code("'");
const DOUBLE_QUOTE = code('"');
const HASH = code('#');

const INDICATORS = '-?:,[]{}#&*!|>\'"%@`';
const indicators = new Set(Array.from(INDICATORS, code));

/** Visible ASCII characters that begin a plain scalar wherever they stand; a "." can begin a document marker. */
const beginsPlain = ordinaryBut(`${INDICATORS}.`);

/** A queue of tokens that reads no further than it must: what follows the first document is never looked at. */
export class Scanner {
  private readonly chars: Chars;
  private readonly keys = new SimpleKeys();
  private readonly queue = new TokenQueue();
  private passed = 0;
  /** The token that was peeked at. */
  private next: Token | null = null;
  /** Column of the innermost block collection. */
  private indent = -1;
  private readonly indents: number[] = [];
  private flow = 0;
  private keyAllowed = true;

  constructor(text: string) {
    this.chars = new Chars(text);
  }

  /** The next token, which stays. */
  peek(): Token {
    this.next ??= this.read();
    return this.next;
  }

  private read(): Token {
    while (this.queue.length === 0 || this.keys.waitsFor(this.passed, this.chars)) this.fetch();
    return this.queue.first();
  }

  /** Passes the token that was peeked at. */
  skip(): void {
    this.next = null;
    this.passed += 1;
    this.queue.takeFirst();
  }

  private fetch(): void {
    const { chars } = this;
    chars.need(1);
    this.toNextToken();
    this.unroll(chars.column);
    chars.need(4);
    const at = chars.at();
    if (beginsPlain[at] === 1) this.plain();
    else if (at === 0) this.streamEnd();
    else if (chars.column === 0 && at === PERCENT) this.directive();
    else if (atDocumentMark(chars)) this.documentMark(at);
    else this.indicated(at);
  }

  private indicated(at: number): void {
    switch (at) {
      case LEFT_BRACKET:
      case LEFT_BRACE:
        return this.flowStart(at);
      case RIGHT_BRACKET:
      case RIGHT_BRACE:
        return this.flowEnd(at);
      case COMMA:
        return this.flowEntry();
      case MINUS:
        return isBlankOrEnd(this.chars.at(1)) ? this.blockEntry() : this.content(at);
      case QUESTION:
        return this.endsIndicator() ? this.explicitKey() : this.content(at);
      case COLON:
        return this.endsIndicator() ? this.value() : this.content(at);
      default:
        return this.content(at);
    }
  }

  private endsIndicator(): boolean {
    return this.flow > 0 || isBlankOrEnd(this.chars.at(1));
  }

  private content(at: number): void {
    const { chars } = this;
    if (at === STAR || at === AMPERSAND) this.property(at === STAR ? 'alias' : 'anchor');
    else if (at === BANG) this.property('tag');
    else if ((at === BAR || at === GREATER) && this.flow === 0) this.blockScalar(at);
    else if (at === QUOTE || at === DOUBLE_QUOTE) this.quoted(at === QUOTE ? "'" : '"');
    else if (this.mayBeginPlain(at)) this.plain();
    else {
      const character = String.fromCharCode(at);
      throw new TextError(
        at === 0x09 ? 'a tab stands where YAML wants spaces' : `a value cannot begin with ${character}`,
        { start: chars.offset, end: chars.offset + 1 },
        at === 0x09 ? 'indent with spaces' : `put the value in quotes: "${character}…"`,
      );
    }
  }

  private mayBeginPlain(at: number): boolean {
    if (!isBlankOrEnd(at) && !indicators.has(at)) return true;
    if (at === MINUS) return !isBlank(this.chars.at(1));
    return this.flow === 0 && (at === QUESTION || at === COLON) && !isBlankOrEnd(this.chars.at(1));
  }

  private toNextToken(): void {
    const { chars } = this;
    for (;;) {
      chars.need(1);
      if (chars.column === 0 && chars.bufferStartsWithBom()) chars.skip();
      chars.need(1);
      while (chars.at() === 0x20 || (chars.at() === 0x09 && (this.flow > 0 || !this.keyAllowed))) chars.skip();
      if (chars.at() === HASH) while (!isBreakOrEnd(chars.at())) chars.skip();
      if (!isBreak(chars.at())) return;
      chars.readBreak();
      if (this.flow === 0) this.keyAllowed = true;
    }
  }

  private push(type: TokenType, start: number, end = this.chars.offset): void {
    this.queue.add({ type, start, end, value: '', suffix: '', style: 'plain' });
  }

  private pushText(type: TokenType, start: number, value: string, suffix = ''): void {
    this.queue.add({ type, start, end: this.chars.offset, value, suffix, style: 'plain' });
  }

  private pushScalar(start: number, end: number, value: string, style: ScalarStyle): void {
    this.queue.add({ type: 'scalar', start, end, value, suffix: '', style });
  }

  /** Puts a token without a length before one that is waiting; behind all of them where there is no such place. */
  private insert(type: TokenType, start: number, place: number): void {
    this.push(type, start, start);
    this.queue.moveLastTo(place);
  }

  /** An indicator of so many characters, under the cursor. */
  private indicator(type: TokenType, length = 1): void {
    const start = this.chars.offset;
    this.chars.skipMany(length);
    this.push(type, start);
  }

  private nextNumber(): number {
    return this.passed + this.queue.length;
  }

  /** Remembers that a key may begin here; gives the place. */
  private saveKey(): number {
    const { chars } = this;
    if (this.keyAllowed) {
      this.keys.save(this.nextNumber(), this.flow === 0 && this.indent === chars.column, chars);
    }
    return chars.offset;
  }

  /** Opens a block collection when the column lies deeper than the innermost one. */
  private roll(column: number, type: TokenType, start: number, place = -1): void {
    if (this.flow > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > 10_000) throw tooDeep(this.chars.offset);
    this.insert(type, start, place);
  }

  private unroll(column: number): void {
    if (this.flow > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.chars.offset);
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private streamEnd(): void {
    // The end counts as a new line, so that no key is waited for any longer.
    if (this.chars.column !== 0) {
      this.chars.column = 0;
      this.chars.line += 1;
    }
    this.unroll(-1);
    this.keys.remove();
    this.keyAllowed = false;
    this.push('stream-end', this.chars.offset);
  }

  private directive(): void {
    this.unroll(-1);
    this.keys.remove();
    this.keyAllowed = false;
    const start = this.chars.offset;
    const { type, value, suffix } = scanDirective(this.chars);
    this.pushText(type, start, value, suffix);
  }

  private documentMark(at: number): void {
    this.unroll(-1);
    this.keys.remove();
    this.keyAllowed = false;
    this.indicator(at === MINUS ? 'document-start' : 'document-end', 3);
  }

  private flowStart(at: number): void {
    this.saveKey();
    this.keys.enterFlow(this.nextNumber(), this.chars);
    this.flow += 1;
    this.keyAllowed = true;
    this.indicator(at === LEFT_BRACKET ? '[' : '{');
  }

  private flowEnd(at: number): void {
    this.keys.remove();
    this.keys.leaveFlow();
    this.flow = Math.max(0, this.flow - 1);
    this.keyAllowed = false;
    this.indicator(at === RIGHT_BRACKET ? ']' : '}');
  }

  private flowEntry(): void {
    this.keys.remove();
    this.keyAllowed = true;
    this.indicator(',');
  }

  private blockEntry(): void {
    if (this.flow === 0) {
      if (!this.keyAllowed) throw this.misplaced('a "- " entry cannot stand here');
      this.roll(this.chars.column, 'block-sequence-start', this.chars.offset);
    }
    this.keys.remove();
    this.keyAllowed = true;
    this.indicator('-');
  }

  private explicitKey(): void {
    if (this.flow === 0) {
      if (!this.keyAllowed) throw this.misplaced('a key cannot stand here');
      this.roll(this.chars.column, 'block-mapping-start', this.chars.offset);
    }
    this.keys.remove();
    this.keyAllowed = this.flow === 0;
    this.indicator('?');
  }

  private value(): void {
    const key = this.keys.current(this.chars);
    if (key !== undefined) {
      this.insert('?', key.offset, key.token - this.passed);
      this.roll(key.column, 'block-mapping-start', key.offset, key.token - this.passed);
      this.keys.use(key);
      this.keyAllowed = false;
    } else {
      if (this.flow === 0) {
        if (!this.keyAllowed) throw this.misplaced('a second ":" cannot stand here', 'put the value in quotes');
        this.roll(this.chars.column, 'block-mapping-start', this.chars.offset);
      }
      this.keyAllowed = this.flow === 0;
    }
    this.indicator(':');
  }

  private property(type: 'alias' | 'anchor' | 'tag'): void {
    const start = this.saveKey();
    this.keyAllowed = false;
    if (type === 'tag') {
      const { handle, suffix } = scanTag(this.chars);
      this.pushText('tag', start, handle, suffix);
    } else {
      this.pushText(type, start, scanName(this.chars));
    }
  }

  private blockScalar(at: number): void {
    this.keys.remove();
    this.keyAllowed = true;
    const start = this.chars.offset;
    const style: ScalarStyle = at === BAR ? 'literal' : 'folded';
    const { value, end } = scanBlock(this.chars, this.indent);
    this.pushScalar(start, end, value, style);
  }

  private quoted(quote: "'" | '"'): void {
    const start = this.saveKey();
    this.keyAllowed = false;
    const { value, end } = scanQuoted(this.chars, quote);
    this.pushScalar(start, end, value, quote === "'" ? 'single' : 'double');
  }

  private plain(): void {
    const start = this.saveKey();
    this.keyAllowed = false;
    const { value, end, passedBreaks } = scanPlain(this.chars, this.indent, this.flow > 0);
    if (passedBreaks) this.keyAllowed = true;
    this.pushScalar(start, end, value, 'plain');
  }

  private misplaced(message: string, help?: string): TextError {
    return new TextError(
      message,
      { start: this.chars.offset, end: this.chars.offset + 1 },
      help ?? 'check the indentation of this line and of the one above',
    );
  }
}
