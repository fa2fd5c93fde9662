// Cuts a YAML text into tokens exactly as libyaml does, whose Go port reads policies for the API server.
// Source of the behaviour: go.yaml.in/yaml/v2 scannerc.go, which sigs.k8s.io/yaml uses.
import { TextError } from '../text/text-error.ts';
import { Chars, code, isBlankOrEnd, isBreak, isBreakOrEnd, isBlank } from './chars.ts';
import { scanBlock } from './scan-block.ts';
import { scanDirective, scanName, scanTag } from './scan-property.ts';
import { atDocumentMark, scanPlain, scanQuoted } from './scan-scalar.ts';
import { SimpleKeys, tooDeep } from './simple-keys.ts';
import type { ScalarStyle, Token, TokenType } from './token.ts';

const indicators = new Set(Array.from('-?:,[]{}#&*!|>\'"%@`', code));

const noMore: Partial<Token> = {};

/** A queue of tokens that reads no further than it must: what follows the first document is never looked at. */
export class Scanner {
  private readonly chars: Chars;
  private readonly keys: SimpleKeys;
  private tokens: Token[] = [];
  private head = 0;
  private passed = 0;
  /** Column of the innermost block collection. */
  private indent = -1;
  private readonly indents: number[] = [];
  private flow = 0;
  private keyAllowed = true;

  constructor(text: string) {
    this.chars = new Chars(text);
    this.keys = new SimpleKeys(this.chars.mark());
  }

  /** The next token, which stays. */
  peek(): Token {
    while (this.head === this.tokens.length || this.keys.waitsFor(this.passed, this.chars)) this.fetch();
    return this.tokens[this.head] as Token;
  }

  /** Passes the token that was peeked at. */
  skip(): void {
    this.passed += 1;
    this.head += 1;
    if (this.head === this.tokens.length) {
      this.tokens = [];
      this.head = 0;
    }
  }

  private fetch(): void {
    const { chars } = this;
    chars.need(1);
    this.toNextToken();
    this.unroll(chars.column);
    chars.need(4);
    const at = chars.at();
    if (at === 0) this.streamEnd();
    else if (chars.column === 0 && at === code('%')) this.directive();
    else if (atDocumentMark(chars)) this.documentMark(at);
    else if (at === code('[') || at === code('{')) this.flowStart(at);
    else if (at === code(']') || at === code('}')) this.flowEnd(at);
    else if (at === code(',')) this.flowEntry();
    else if (at === code('-') && isBlankOrEnd(chars.at(1))) this.blockEntry();
    else if (at === code('?') && this.endsIndicator()) this.explicitKey();
    else if (at === code(':') && this.endsIndicator()) this.value();
    else this.content(at);
  }

  private endsIndicator(): boolean {
    return this.flow > 0 || isBlankOrEnd(this.chars.at(1));
  }

  private content(at: number): void {
    const { chars } = this;
    if (at === code('*') || at === code('&')) this.property(at === code('*') ? 'alias' : 'anchor');
    else if (at === code('!')) this.property('tag');
    else if ((at === code('|') || at === code('>')) && this.flow === 0) this.blockScalar(at);
    else if (at === code("'") || at === code('"')) this.quoted(at === code("'") ? "'" : '"');
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
    if (at === code('-')) return !isBlank(this.chars.at(1));
    return this.flow === 0 && (at === code('?') || at === code(':')) && !isBlankOrEnd(this.chars.at(1));
  }

  private toNextToken(): void {
    const { chars } = this;
    for (;;) {
      chars.need(1);
      if (chars.column === 0 && chars.bufferStartsWithBom()) chars.skip();
      chars.need(1);
      while (chars.at() === 0x20 || (chars.at() === 0x09 && (this.flow > 0 || !this.keyAllowed))) chars.skip();
      if (chars.at() === code('#')) while (!isBreakOrEnd(chars.at())) chars.skip();
      if (!isBreak(chars.at())) return;
      chars.readBreak();
      if (this.flow === 0) this.keyAllowed = true;
    }
  }

  private push(type: TokenType, start: number, rest: Partial<Token> = noMore, place = -1): void {
    const token: Token = {
      type,
      start,
      end: rest.end ?? this.chars.offset,
      value: rest.value ?? '',
      suffix: rest.suffix ?? '',
      style: rest.style ?? 'plain',
    };
    if (place < 0) this.tokens.push(token);
    else this.tokens.splice(this.head + place, 0, token);
  }

  /** An indicator of so many characters, under the cursor. */
  private indicator(type: TokenType, length = 1): void {
    const start = this.chars.offset;
    this.chars.skipMany(length);
    this.push(type, start);
  }

  private nextNumber(): number {
    return this.passed + this.tokens.length - this.head;
  }

  /** Remembers that a key may begin here; gives the place. */
  private saveKey(): number {
    const { chars } = this;
    if (this.keyAllowed) {
      this.keys.save(this.nextNumber(), this.flow === 0 && this.indent === chars.column, chars.mark());
    }
    return chars.offset;
  }

  /** Opens a block collection when the column lies deeper than the innermost one. */
  private roll(column: number, type: TokenType, start: number, place = -1): void {
    if (this.flow > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > 10_000) throw tooDeep(this.chars.offset);
    this.push(type, start, { end: start }, place);
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
    this.push(type, start, { value, suffix });
  }

  private documentMark(at: number): void {
    this.unroll(-1);
    this.keys.remove();
    this.keyAllowed = false;
    this.indicator(at === code('-') ? 'document-start' : 'document-end', 3);
  }

  private flowStart(at: number): void {
    this.saveKey();
    this.keys.enterFlow(this.nextNumber(), this.chars);
    this.flow += 1;
    this.keyAllowed = true;
    this.indicator(at === code('[') ? '[' : '{');
  }

  private flowEnd(at: number): void {
    this.keys.remove();
    this.keys.leaveFlow();
    this.flow = Math.max(0, this.flow - 1);
    this.keyAllowed = false;
    this.indicator(at === code(']') ? ']' : '}');
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
      this.push('?', key.mark.offset, { end: key.mark.offset }, key.token - this.passed);
      this.roll(key.mark.column, 'block-mapping-start', key.mark.offset, key.token - this.passed);
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
      this.push('tag', start, { value: handle, suffix });
    } else {
      this.push(type, start, { value: scanName(this.chars) });
    }
  }

  private blockScalar(at: number): void {
    this.keys.remove();
    this.keyAllowed = true;
    const start = this.chars.offset;
    const style: ScalarStyle = at === code('|') ? 'literal' : 'folded';
    this.push('scalar', start, { ...scanBlock(this.chars, this.indent), style });
  }

  private quoted(quote: "'" | '"'): void {
    const start = this.saveKey();
    this.keyAllowed = false;
    const { value, end } = scanQuoted(this.chars, quote);
    this.push('scalar', start, { value, end, style: quote === "'" ? 'single' : 'double' });
  }

  private plain(): void {
    const start = this.saveKey();
    this.keyAllowed = false;
    const { value, end, passedBreaks } = scanPlain(this.chars, this.indent, this.flow > 0);
    if (passedBreaks) this.keyAllowed = true;
    this.push('scalar', start, { value, end });
  }

  private misplaced(message: string, help?: string): TextError {
    return new TextError(
      message,
      { start: this.chars.offset, end: this.chars.offset + 1 },
      help ?? 'check the indentation of this line and of the one above',
    );
  }
}
