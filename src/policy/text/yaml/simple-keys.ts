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

/** A key must begin and end in one line, and within so many characters. */
const LONGEST = 1024;

/** One candidate for every flow level. */
export class SimpleKeys {
  private readonly levels = [new SimpleKey()];
  /** How many levels are open besides the outermost. */
  private depth = 0;
  /** Level of the candidate that begins with a token. */
  private readonly byToken = new Map<number, number>();

  /** The candidate of this level, if the cursor is still near enough to it. */
  current(chars: Chars): SimpleKey | undefined {
    const key = this.levels[this.depth];
    return key !== undefined && isAlive(key, chars) ? key : undefined;
  }

  /** Whether a token may yet turn out to begin a key. */
  waitsFor(token: number, chars: Chars): boolean {
    if (this.byToken.size === 0) return false;
    const level = this.byToken.get(token);
    const key = level === undefined ? undefined : this.levels[level];
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
    this.byToken.set(token, this.depth);
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
    this.byToken.delete(key.token);
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
    this.byToken.delete(key.token);
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
  return new TextError('a ":" is missing behind this key', { start: offset, end: offset + 1 }, 'write: key: value');
}

export function tooDeep(offset: number): TextError {
  return new TextError('this is nested too deeply', { start: offset, end: offset + 1 });
}
