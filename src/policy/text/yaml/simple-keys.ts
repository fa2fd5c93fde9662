// Places where a mapping's key may have begun: libyaml decides at the ":" that what stood before it was one.
import { TextError } from '../text-error.ts';
import type { Chars } from './chars.ts';

/** Where a key may have begun. One is kept for each flow level, and used again. */
class SimpleKey {
  possible = false;
  /** Nothing but a key can stand here: at the indentation of a block mapping. */
  required = false;
  token = 0;
  offset = 0;
  index = 0;
  line = 0;
  column = 0;
}

/** A key must begin and end in one line, and within this many characters. */
const LONGEST = 1024;

/** One candidate for every flow level. */
export class SimpleKeys {
  private readonly levels = [new SimpleKey()];
  /** How many levels are open besides the outermost. */
  private depth = 0;
  /** Tokens that may begin a key, in their order, from `head` to `tail`; and the levels of these candidates. */
  private readonly waiting: number[] = [];
  private readonly waitingLevels: number[] = [];
  private head = 0;
  private tail = 0;

  /** The candidate of this level, if the cursor is still near enough to it. */
  current(chars: Chars): SimpleKey | undefined {
    const key = this.levels[this.depth];
    return key !== undefined && isAlive(key, chars) ? key : undefined;
  }

  /** Whether the next token to hand out may still turn out to begin a key. Those before it are forgotten. */
  waitsFor(token: number, chars: Chars): boolean {
    const { waiting, tail } = this;
    while (this.head < tail && (waiting[this.head] as number) < token) this.head += 1;
    if (this.head === tail) {
      this.head = this.tail = 0;
      return false;
    }
    if (waiting[this.head] !== token) return false;
    const key = this.levels[this.waitingLevels[this.head] as number];
    return key !== undefined && isAlive(key, chars);
  }

  save(token: number, required: boolean, { offset, index, line, column }: Chars): void {
    this.remove();
    const key = this.levels[this.depth];
    if (key === undefined) return;
    key.possible = true;
    key.required = required;
    key.token = token;
    key.offset = offset;
    key.index = index;
    key.line = line;
    key.column = column;
    this.waiting[this.tail] = token;
    this.waitingLevels[this.tail] = this.depth;
    this.tail += 1;
  }

  remove(): void {
    const key = this.levels[this.depth];
    if (key === undefined || !key.possible) return;
    if (key.required) throw noColon(key);
    this.use(key);
  }

  /** The candidate has become a key, or nothing. */
  use(key: SimpleKey): void {
    key.possible = false;
    this.forget(key.token);
  }

  /** Nothing waits for this token any longer. Nearly always it is the last one. */
  private forget(token: number): void {
    const { waiting, waitingLevels, head } = this;
    let place = this.tail - 1;
    while (place >= head && waiting[place] !== token) place -= 1;
    if (place < head) return;
    this.tail -= 1;
    for (; place < this.tail; place += 1) {
      waiting[place] = waiting[place + 1] as number;
      waitingLevels[place] = waitingLevels[place + 1] as number;
    }
  }

  enterFlow(token: number, { offset }: Chars): void {
    this.depth += 1;
    if (this.depth > 10_000) throw tooDeep(offset);
    const key = this.levels[this.depth] ?? new SimpleKey();
    this.levels[this.depth] = key;
    key.possible = false;
    key.token = token;
  }

  leaveFlow(): void {
    const key = this.levels[this.depth];
    if (this.depth === 0 || key === undefined) return;
    this.depth -= 1;
    // As go-yaml does it, even where the token belongs to the level outside.
    this.forget(key.token);
  }
}

function isAlive(key: SimpleKey, { line, index }: Chars): boolean {
  if (!key.possible) return false;
  if (key.line >= line && key.index + LONGEST >= index) return true;
  if (key.required) throw noColon(key);
  key.possible = false;
  return false;
}

function noColon({ offset }: SimpleKey): TextError {
  return new TextError('a ":" is missing after this key', { start: offset, end: offset + 1 }, 'write: key: value');
}

export function tooDeep(offset: number): TextError {
  return new TextError('this is nested too deeply', { start: offset, end: offset + 1 });
}
