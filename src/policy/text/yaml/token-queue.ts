// The tokens that were cut and not yet taken.
import type { Token } from './token.ts';

export class TokenQueue {
  /** Those that wait are from `head` to `tail`; what stands outside was taken. */
  private readonly tokens: Token[] = [];
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

  first(): Token {
    return this.tokens[this.head] as Token;
  }

  takeFirst(): void {
    this.head += 1;
    if (this.head < this.tail) return;
    this.head = 0;
    this.tail = 0;
  }

  add(token: Token): void {
    this.tokens[this.tail] = token;
    this.tail += 1;
  }

  /** Moves the last token before the one at a place from the front, where there is such a one. */
  moveLastTo(place: number): void {
    const { tokens } = this;
    const last = tokens[this.tail - 1];
    const target = Math.min(this.head + place, this.tail - 1);
    if (last === undefined || place < 0) return;
    for (let at = this.tail - 1; at > target; at -= 1) tokens[at] = tokens[at - 1] as Token;
    tokens[target] = last;
  }
}
