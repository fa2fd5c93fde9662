// Reads JSON with the place of every value; the grammar of Go's encoding/json, repeated keys kept.
import { TextError } from './text-error.ts';
import type { Entry, Tree } from './tree.ts';

/** Deeper nesting is refused by Go's encoding/json. */
export const DEEPEST_JSON = 10_000;

/**
 * Whether the API server reads a text as JSON: "{" is its first character that is not white space.
 * Source: k8s.io/apimachinery pkg/util/yaml/decoder.go, IsJSONBuffer.
 */
export function looksLikeJson(text: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]*\{/.test(text);
}

/** Reads a whole text. Throws a TextError on bad syntax. */
export function readJson(text: string): Tree {
  const reader = new JsonReader(text);
  const tree = reader.value();
  reader.end();
  return tree;
}

const literals = /(?:true|false|null)/y;
const numbers = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
// oxlint-disable-next-line no-control-regex
const strings = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const whitespace = /[ \t\r\n]*/y;

/** A collection that is being read. */
interface Open {
  readonly object: boolean;
  readonly start: number;
  readonly entries: Entry[];
  readonly items: Tree[];
  key: Omit<Entry, 'value'> | null;
}

class JsonReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads a value. No recursion: a text may nest deeper than a stack reaches. */
  value(): Tree {
    const open: Open[] = [];
    for (;;) {
      let done = this.begin(open);
      while (done !== null) {
        const around = open.at(-1);
        if (around === undefined) return done;
        done = this.next(around, done, open);
      }
    }
  }

  /** Reads a scalar or an empty collection; null where a collection was opened. */
  private begin(open: Open[]): Tree | null {
    this.match(whitespace);
    const start = this.at;
    const first = this.text[start];
    if (first === '{' || first === '[') return this.open(first, start, open);
    if (first === '"') return { kind: 'string', value: this.string(), start, end: this.at };
    const literal = this.match(literals);
    if (literal === 'null') return { kind: 'null', start, end: this.at };
    if (literal !== null) {
      return { kind: 'bool', value: literal === 'true', source: literal, start, end: this.at };
    }
    const number = this.match(numbers);
    if (number === null) throw this.wrong('a JSON value is expected here');
    return { kind: 'number', literal: number, source: number, start, end: this.at };
  }

  private open(bracket: '{' | '[', start: number, open: Open[]): Tree | null {
    this.at += 1;
    if (open.length >= DEEPEST_JSON) throw this.wrong('this is nested too deeply');
    const frame: Open = { object: bracket === '{', start, entries: [], items: [], key: null };
    if (this.take(bracket === '{' ? '}' : ']')) return this.closed(frame);
    if (frame.object) frame.key = this.key();
    open.push(frame);
    return null;
  }

  /** Puts a finished value into the collection around it; gives that one if it ends here. */
  private next(frame: Open, value: Tree, open: Open[]): Tree | null {
    if (frame.key === null) frame.items.push(value);
    else frame.entries.push({ ...frame.key, value });
    if (this.take(',')) {
      if (frame.object) frame.key = this.key();
      return null;
    }
    const end = frame.object ? '}' : ']';
    if (!this.take(end)) throw this.wrong(`"," or "${end}" is expected here`);
    open.pop();
    return this.closed(frame);
  }

  private closed({ object, start, entries, items }: Open): Tree {
    const end = this.at;
    return object ? { kind: 'object', entries, start, end } : { kind: 'array', items, flow: true, start, end };
  }

  private key(): Omit<Entry, 'value'> {
    this.match(whitespace);
    const start = this.at;
    const key = this.string();
    const end = this.at;
    if (!this.take(':')) throw this.wrong('":" is expected here');
    return { key, start, end };
  }

  end(): void {
    this.match(whitespace);
    if (this.at < this.text.length) throw this.wrong('there is more text after the end of the JSON value', 'remove it');
  }

  private string(): string {
    const literal = this.match(strings);
    if (literal === null) throw this.wrong('a string in double quotes is expected here');
    // Half of a surrogate pair becomes the replacement character, as in Go.
    return (JSON.parse(literal) as string).replaceAll(
      /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
      '\uFFFD',
    );
  }

  private take(character: string): boolean {
    this.match(whitespace);
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return null;
    this.at += found.length;
    return found;
  }

  private wrong(message: string, help?: string): TextError {
    return new TextError(message, { start: this.at, end: this.at + 1 }, help);
  }
}
