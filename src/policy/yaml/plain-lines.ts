// Reads the YAML that nearly every policy is written in, a line at a time: entries, "- " items, scalars of one word or
// in quotes, and lists of such in brackets. Whatever else there is, is left to the reader of all YAML.
import type { CollectionKind } from './frame.ts';
import { TreeBuilder } from './tree-builder.ts';

const WORD = '[A-Za-z0-9/](?:[\\w./@+*:-]*[\\w./@+*-])?';
const SCALAR = `"[^"\\\\\\n]*"|'[^'\\n]*'|${WORD}`;
const END = '(?: +#.*| *)(?:\\n|$)';

/** A line with nothing in it. */
const blank = / *(?:#.*)?(?:\n|$)/y;
/** Indentation, "- ", key, gap, value. A value without a gap before it is none. */
const line = new RegExp(
  `( *)(- +)?(?:([A-Za-z][\\w.-]{0,99}):(?=[ \\n]|$))?( *)(${SCALAR}|\\[[^\\][{}\\n]*\\])?${END}`,
  'y',
);
/** An item of a list in brackets, and what follows it. */
const item = new RegExp(`( *)(${SCALAR}) *([,\\]])`, 'y');
const noItems = /\[ *\]/y;

/** What this reader does not know: tabs, carriage returns, anything beyond ASCII. */
const unusual = /[^\n -~]/;

/** Deeper nesting is left to the other reader, which knows the limits. */
const DEEPEST = 100;

/** An open block collection. */
interface Block {
  readonly kind: CollectionKind;
  readonly column: number;
}

/** Gives a builder that has read the whole text, or null where the text holds anything out of the ordinary. */
export function readPlainLines(text: string): TreeBuilder | null {
  if (unusual.test(text)) return null;
  const reader = new LineReader(text);
  return reader.read() ? reader.builder : null;
}

class LineReader {
  readonly builder = new TreeBuilder();
  private readonly text: string;
  private readonly blocks: Block[] = [];
  /** A key stands above whose value has not come yet. */
  private awaitsValue = false;
  /** Offset behind what was read last. */
  private end = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(): boolean {
    const { text } = this;
    let at = 0;
    while (at < text.length) {
      blank.lastIndex = at;
      if (blank.test(text)) {
        at = blank.lastIndex;
        continue;
      }
      line.lastIndex = at;
      const parts = line.exec(text);
      if (parts === null || !this.line(at, parts)) return false;
      at = line.lastIndex;
    }
    if (this.blocks.length === 0) return false;
    this.closeBelow(-1, false);
    return true;
  }

  private line(at: number, parts: RegExpExecArray): boolean {
    // By index: taking an array apart is slow until the engine has compiled it.
    const dash = parts[2];
    const key = parts[3];
    const value = parts[5];
    if (key === undefined && (dash === undefined || value === undefined)) return false;
    const column = parts[1]?.length ?? 0;
    const start = at + column;
    if (!this.enter(column, start, dash !== undefined)) return false;
    let place = start + (dash?.length ?? 0);
    if (key !== undefined) {
      if (dash !== undefined) this.open('block-mapping', column + dash.length, place);
      const behind = place + key.length;
      this.builder.scalar({ value: key, start: place, end: behind }, '', true);
      place = behind + 1;
      this.end = place;
      this.awaitsValue = value === undefined;
    }
    return value === undefined || this.value(value, place + (parts[4]?.length ?? 0));
  }

  /** Opens and closes collections, so that the innermost is the one of this column. */
  private enter(column: number, start: number, dash: boolean): boolean {
    const around = this.blocks.at(-1);
    if (around === undefined) return !dash && column === 0 && this.open('block-mapping', 0, start);
    if (this.awaitsValue) {
      if (column > around.column) return this.open(dash ? 'block-sequence' : 'block-mapping', column, start);
      if (column === around.column && dash) return this.open('indentless', column, start);
    }
    this.closeBelow(column, dash);
    const block = this.blocks.at(-1);
    return block?.column === column && dash === (block.kind !== 'block-mapping');
  }

  private open(kind: CollectionKind, column: number, start: number): boolean {
    this.awaitsValue = false;
    this.blocks.push({ kind, column });
    this.builder.open(kind, start, false);
    return this.blocks.length <= DEEPEST;
  }

  /** Closes what lies deeper than a column, and a list at the column itself that has no further item. */
  private closeBelow(column: number, dash: boolean): void {
    if (this.awaitsValue) this.builder.scalar({ value: '', start: this.end, end: this.end }, '', true);
    this.awaitsValue = false;
    for (let block = this.blocks.at(-1); block !== undefined; block = this.blocks.at(-1)) {
      const over = block.column > column || (block.column === column && block.kind === 'indentless' && !dash);
      if (!over) return;
      this.blocks.pop();
      this.builder.close(this.end);
    }
  }

  private value(value: string, start: number): boolean {
    if (value.startsWith('[')) return this.list(start);
    this.scalar(value, start);
    return true;
  }

  private scalar(written: string, start: number): void {
    const quoted = written.startsWith('"') || written.startsWith("'");
    this.end = start + written.length;
    const value = quoted ? written.slice(1, -1) : written;
    this.builder.scalar({ value, start, end: this.end }, '', !quoted);
  }

  private list(start: number): boolean {
    const { text, builder } = this;
    builder.open('flow-sequence', start, false);
    noItems.lastIndex = start;
    let at = start + 1;
    if (noItems.test(text)) {
      at = noItems.lastIndex;
    } else {
      for (let next = ','; next === ','; at = item.lastIndex) {
        item.lastIndex = at;
        const parts = item.exec(text);
        if (parts === null) return false;
        this.scalar(parts[2] ?? '', at + (parts[1]?.length ?? 0));
        next = parts[3] ?? '';
      }
    }
    this.end = at;
    builder.close(at);
    return true;
  }
}
