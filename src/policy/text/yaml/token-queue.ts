// The tokens that were scanned and not yet read, numbered in order.
import type { ScalarStyle, Token, TokenType } from './token.ts';

export class TokenQueue {
  /** How many tokens were added: the number of the next one. */
  added = 0;
  /** How many were read: the number of the first that waits. */
  taken = 0;
  /** Those that wait begin at `head`; the others are filled again. */
  private readonly tokens: Token[] = [];
  private head = 0;

  first(): Token {
    return this.tokens[this.head] as Token;
  }

  takeFirst(): void {
    this.taken += 1;
    this.head = this.taken === this.added ? 0 : this.head + 1;
  }

  /** Adds a token after those that wait. */
  add(type: TokenType, start: number, end: number, value: string, suffix: string, style: ScalarStyle): void {
    const place = this.head + this.added - this.taken;
    const token = this.tokens[place];
    if (token === undefined) {
      this.tokens[place] = { type, start, end, value, suffix, style };
    } else {
      token.type = type;
      token.start = start;
      token.end = end;
      token.value = value;
      token.suffix = suffix;
      token.style = style;
    }
    this.added += 1;
  }

  /** Moves the last token before the one of a number; a token that was read has no place any more. */
  moveLastBefore(number: number): void {
    const { tokens, head } = this;
    const last = head + this.added - this.taken - 1;
    const target = Math.min(head + number - this.taken, last);
    if (number < this.taken) return;
    const moved = tokens[last] as Token;
    for (let at = last; at > target; at -= 1) tokens[at] = tokens[at - 1] as Token;
    tokens[target] = moved;
  }
}
