// Cuts a YAML text into tokens exactly as libyaml does, whose Go port reads policies for the API server: finds out which
// token begins at the cursor. Source of the behaviour: go.yaml.in/yaml/v2 scannerc.go, which sigs.k8s.io/yaml uses.
import { TextError } from '../text-error.ts';
import { Chars, isBlankOrEnd, isBreak, isBreakOrEnd, space } from './chars.ts';
import {
  AMPERSAND,
  BANG,
  BAR,
  beginsPlain,
  COLON,
  COMMA,
  DOUBLE_QUOTE,
  GREATER,
  HASH,
  LEFT_BRACE,
  LEFT_BRACKET,
  mayBeginPlain,
  MINUS,
  PERCENT,
  QUESTION,
  QUOTE,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  SPACE,
  STAR,
  TAB,
} from './indicators.ts';
import { atDocumentMark } from './scan-scalar.ts';
import { TokenMaker } from './token-maker.ts';
import type { Token } from './token.ts';

/** Hands out tokens one at a time, and reads no further than it must: what follows the first document is never looked at. */
export class Scanner {
  private readonly chars: Chars;
  private readonly make: TokenMaker;
  /** The token that was peeked at. */
  private next: Token | null = null;

  constructor(text: string) {
    this.chars = new Chars(text);
    this.make = new TokenMaker(this.chars);
  }

  /** The next token, which stays. Throws a TextError where the text is not YAML. */
  peek(): Token {
    this.next ??= this.read();
    return this.next;
  }

  private read(): Token {
    const { queue, keys } = this.make;
    while (queue.added === queue.taken || keys.waitsFor(queue.taken, this.chars)) this.fetch();
    return queue.first();
  }

  /** Passes the token that was peeked at. */
  skip(): void {
    this.next = null;
    this.make.queue.takeFirst();
  }

  private fetch(): void {
    const { chars, make } = this;
    this.toNextToken();
    make.endBlocks(chars.column);
    chars.need(4);
    const at = chars.at();
    if (beginsPlain[at] === 1) make.plain();
    else if (at === 0) make.streamEnd();
    else if (chars.column === 0 && at === PERCENT) make.directive();
    else if (atDocumentMark(chars)) make.documentMark(at === MINUS ? 'document-start' : 'document-end');
    else this.indicated(at);
  }

  /** Passes white space, comments and line breaks. A tab is white space only where no key can begin. */
  private toNextToken(): void {
    const { chars, make } = this;
    for (;;) {
      chars.need(1);
      if (chars.column === 0 && chars.bufferStartsWithBom()) chars.skip();
      let at = chars.at();
      while (at === SPACE || (at === TAB && (make.inFlow || !make.keyAllowed))) {
        if (at === SPACE) chars.passRun(space);
        else chars.skip();
        at = chars.at();
      }
      if (beginsPlain[at] === 1) return;
      if (at === HASH) while (!isBreakOrEnd(chars.at())) chars.skip();
      if (!isBreak(chars.at())) return;
      chars.readBreak();
      if (!make.inFlow) make.keyAllowed = true;
    }
  }

  private indicated(at: number): void {
    const { make } = this;
    switch (at) {
      case LEFT_BRACKET:
        return make.flowStart('[');
      case LEFT_BRACE:
        return make.flowStart('{');
      case RIGHT_BRACKET:
        return make.flowEnd(']');
      case RIGHT_BRACE:
        return make.flowEnd('}');
      case COMMA:
        return make.flowEntry();
      case MINUS:
        return isBlankOrEnd(this.chars.at(1)) ? make.blockEntry() : this.content(at);
      case QUESTION:
        return this.endsIndicator() ? make.explicitKey() : this.content(at);
      case COLON:
        return this.endsIndicator() ? make.value() : this.content(at);
      default:
        return this.content(at);
    }
  }

  private endsIndicator(): boolean {
    return this.make.inFlow || isBlankOrEnd(this.chars.at(1));
  }

  private content(at: number): void {
    const { chars, make } = this;
    if (at === STAR) make.name('alias');
    else if (at === AMPERSAND) make.name('anchor');
    else if (at === BANG) make.tag();
    else if (at === BAR && !make.inFlow) make.blockScalar('literal');
    else if (at === GREATER && !make.inFlow) make.blockScalar('folded');
    else if (at === QUOTE) make.quoted("'");
    else if (at === DOUBLE_QUOTE) make.quoted('"');
    else if (mayBeginPlain(chars, make.inFlow)) make.plain();
    else throw noToken(at, chars.offset);
  }
}

function noToken(at: number, offset: number): TextError {
  const range = { start: offset, end: offset + 1 };
  if (at === TAB) return new TextError('a tab where YAML requires spaces', range, 'indent with spaces');
  const character = String.fromCharCode(at);
  return new TextError(`a value cannot begin with ${character}`, range, `put the value in quotes: "${character}…"`);
}
