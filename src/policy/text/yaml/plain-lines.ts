// Reads the YAML that nearly every policy is written in, a line at a time: entries, "- " items, scalars of one word or
// in quotes, and lists of such in brackets. Whatever else there is, is left to the reader of all YAML.
import type { Entry, Tree } from '../tree.ts';
import { code } from './chars.ts';
import { isSurelyString, resolvePlain } from './resolve.ts';
import { scalarTree } from './scalar-tree.ts';

/** A key with its colon, behind which there is a blank or nothing. */
const keyPattern = /[A-Za-z][\w.-]{0,99}:(?=[ \n]|$)/y;
const scalarPattern = /"[^"\\\n]*"|'[^'\n]*'|[A-Za-z0-9/](?:[\w./@+*:-]*[\w./@+*-])?/y;
/** What may stand behind the last thing on a line. */
const endPattern = /(?: +#.*| *)(?:\n|$)/y;

const NEWLINE = code('\n');
const BLANK = code(' ');
const QUOTE = code('"');
const HASH = code('#');
const APOSTROPHE = code("'");
const COMMA = code(',');
const DASH = code('-');
const LIST = code('[');
const LIST_END = code(']');

/** What this reader does not know: tabs, carriage returns, anything beyond ASCII. */
const unusual = /[^\n -~]/;

/** Deeper nesting is left to the other reader, which knows the limits. */
const DEEPEST = 100;

/** From so many entries on, a set tells whether a key comes again. */
const FEW = 12;

/** The column of the line behind the last. */
const NONE = -1;

/** Gives the tree of the text, or null where the text holds anything out of the ordinary. */
export function readPlainLines(text: string): Tree | null {
  return unusual.test(text) ? null : new LineReader(text).document();
}

/** Every part gives null where it finds what is left to the other reader. Patterns without groups make no garbage. */
class LineReader {
  private readonly text: string;
  /** Offset of what is read next. */
  private at = 0;
  // The line that was read last, as far as it is not taken yet.
  private column = NONE;
  private start = 0;
  /** Characters of "- ". */
  private dash = 0;
  private key: string | null = null;
  private value: Tree | null = null;
  /** Offset behind what was taken last. */
  private end = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): Tree | null {
    return this.read() && this.column === 0 && this.dash === 0 ? this.mapping(0) : null;
  }

  /** Reads the next line with something on it; false where it is not as expected. */
  private read(): boolean {
    const { text } = this;
    this.column = NONE;
    let begin = this.at;
    this.skipBlanks();
    while (this.isOver()) {
      const newline = text.indexOf('\n', this.at);
      if (newline < 0) return true;
      begin = newline + 1;
      this.at = begin;
      this.skipBlanks();
    }
    const start = this.at;
    if (text.charCodeAt(start) === DASH && text.charCodeAt(start + 1) === BLANK) {
      this.at += 1;
      this.skipBlanks();
    }
    this.column = start - begin;
    this.start = start;
    this.dash = this.at - start;
    this.key = this.skip(keyPattern) ? text.slice(start + this.dash, this.at - 1) : null;
    let behind = this.at;
    this.skipBlanks();
    this.value = null;
    if (!this.isOver()) {
      this.value = text.charCodeAt(this.at) === LIST ? this.list() : this.scalar();
      if (this.value === null) return false;
      behind = this.at;
    }
    this.at = behind;
    return (this.key !== null || (this.dash > 0 && this.value !== null)) && this.skip(endPattern);
  }

  /** Whether nothing but a comment is left of the line. */
  private isOver(): boolean {
    const { text, at } = this;
    const next = text.charCodeAt(at);
    return next === NEWLINE || next === HASH || at === text.length;
  }

  private skipBlanks(): void {
    const { text } = this;
    let { at } = this;
    while (text.charCodeAt(at) === BLANK) at += 1;
    this.at = at;
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.test(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  private scalar(): Tree | null {
    const start = this.at;
    if (!this.skip(scalarPattern)) return null;
    const end = this.at;
    const written = this.text.slice(start, end);
    if (isSurelyString('', true, written)) return { kind: 'string', value: written, start, end };
    const first = written.charCodeAt(0);
    if (first === QUOTE || first === APOSTROPHE) return { kind: 'string', value: written.slice(1, -1), start, end };
    return scalarTree(resolvePlain(written), { value: written, start, end });
  }

  private list(): Tree | null {
    const { text, at: start } = this;
    const items: Tree[] = [];
    this.at += 1;
    this.skipBlanks();
    let next = text.charCodeAt(this.at);
    while (next !== LIST_END) {
      const item = this.scalar();
      if (item === null) return null;
      items.push(item);
      this.skipBlanks();
      next = text.charCodeAt(this.at);
      if (next === LIST_END) break;
      if (next !== COMMA) return null;
      this.at += 1;
      this.skipBlanks();
    }
    this.at += 1;
    return { kind: 'array', items: items.slice(), start, end: this.at, flow: true };
  }

  private mapping(depth: number): Tree | null {
    const { column, start } = this;
    const entries: Entry[] = [];
    let keys: Set<string> | null = null;
    do {
      const entry = this.entry(column, depth);
      if (entry === null || (keys === null ? hasKey(entries, entry.key) : keys.has(entry.key))) return null;
      entries.push(entry);
      keys?.add(entry.key);
      if (entries.length === FEW) keys = new Set(entries.map(({ key }) => key));
    } while (this.column === column && this.dash === 0);
    if (this.column >= column) return null;
    // Copies are without the room that a growing list keeps free: there are very many short ones.
    return { kind: 'object', entries: entries.slice(), start, end: this.end };
  }

  private entry(column: number, depth: number): Entry | null {
    const { key, start, value: beside } = this;
    if (key === null || !isSurelyString('', true, key)) return null;
    const end = start + key.length;
    this.end = end + 1;
    const value = beside === null ? this.below(column, depth) : this.take(beside);
    return value === null ? null : { key, start, end, value };
  }

  /** Takes the value that ends the line. */
  private take(value: Tree): Tree | null {
    this.end = value.end;
    return this.read() ? value : null;
  }

  /** The value of a key on the lines below it. */
  private below(column: number, depth: number): Tree | null {
    const { end } = this;
    if (!this.read() || depth === DEEPEST) return null;
    if (this.dash > 0 && this.column >= column) return this.sequence(depth + 1);
    return this.column > column ? this.mapping(depth + 1) : { kind: 'null', start: end, end };
  }

  private sequence(depth: number): Tree | null {
    const { column, start } = this;
    const items: Tree[] = [];
    do {
      const item = this.item(depth);
      if (item === null) return null;
      items.push(item);
    } while (this.column === column && this.dash > 0);
    if (this.column > column) return null;
    return { kind: 'array', items: items.slice(), start, end: this.end, flow: false };
  }

  private item(depth: number): Tree | null {
    if (this.key === null) return this.value === null ? null : this.take(this.value);
    // Its first entry stands behind the "- ", and the others below that.
    this.column += this.dash;
    this.start += this.dash;
    this.dash = 0;
    return this.mapping(depth + 1);
  }
}

function hasKey(entries: readonly Entry[], key: string): boolean {
  for (const entry of entries) if (entry.key === key) return true;
  return false;
}
