// The tokens that were cut and not yet taken. A token that was taken gives its memory to a later one.
import type { ScalarStyle, Token, TokenType } from './token.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export class TokenQueue {
  /** Those that wait are from `head` to `tail`. */
  private readonly tokens: Mutable<Token>[] = [];
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

  /** The first token; it is as it is only until another is added after it was taken. */
  first(): Token {
    return this.tokens[this.head] as Token;
  }

  takeFirst(): void {
    this.head += 1;
    if (this.head < this.tail) return;
    this.head = 0;
    this.tail = 0;
  }

  add(type: TokenType, start: number, end: number, value: string, suffix: string, style: ScalarStyle): void {
    const token = this.tokens[this.tail];
    if (token === undefined) {
      this.tokens.push({ type, start, end, value, suffix, style });
    } else {
      token.type = type;
      token.start = start;
      token.end = end;
      token.value = value;
      token.suffix = suffix;
      token.style = style;
    }
    this.tail += 1;
  }

  /** Moves the last token before the one at a place from the front, where there is such a one. */
  moveLastTo(place: number): void {
    const { tokens } = this;
    const last = tokens[this.tail - 1];
    const target = Math.min(this.head + place, this.tail - 1);
    if (last === undefined || place < 0) return;
    for (let at = this.tail - 1; at > target; at -= 1) tokens[at] = tokens[at - 1] as Mutable<Token>;
    tokens[target] = last;
  }
}
