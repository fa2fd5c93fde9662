// Reads JSON with the place of every value; the grammar of Go's encoding/json, repeated keys kept.
import { TextError } from '../text/text-error.ts';
import type { Entry, Tree } from '../text/tree.ts';

/** Deeper nesting is refused by Go's encoding/json. */
const DEEPEST = 10_000;

/**
 * Whether the API server takes a text for JSON: "{" is its first character that is no white space.
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

class JsonReader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(): Tree {
    this.match(whitespace);
    const start = this.at;
    const first = this.text[start];
    if (first === '{') return this.object(start);
    if (first === '[') return this.array(start);
    if (first === '"') return { kind: 'string', value: this.string(), range: { start, end: this.at } };
    const literal = this.match(literals);
    if (literal === 'null') return { kind: 'null', range: { start, end: this.at } };
    if (literal !== null) {
      return { kind: 'bool', value: literal === 'true', source: literal, range: { start, end: this.at } };
    }
    const number = this.match(numbers);
    if (number === null) throw this.wrong('a JSON value is expected here');
    return { kind: 'number', literal: number, source: number, range: { start, end: this.at } };
  }

  end(): void {
    this.match(whitespace);
    if (this.at < this.text.length)
      throw this.wrong('something stands behind the end of the JSON value', 'take it away');
  }

  private object(start: number): Tree {
    const entries: Entry[] = [];
    this.enter();
    if (!this.take('}')) {
      do {
        this.match(whitespace);
        const from = this.at;
        const key = this.string();
        const keyRange = { start: from, end: this.at };
        if (!this.take(':')) throw this.wrong('":" is expected here');
        entries.push({ key, keyRange, value: this.value() });
      } while (this.take(','));
      if (!this.take('}')) throw this.wrong('"," or "}" is expected here');
    }
    this.depth -= 1;
    return { kind: 'object', entries, range: { start, end: this.at } };
  }

  private array(start: number): Tree {
    const items: Tree[] = [];
    this.enter();
    if (!this.take(']')) {
      do items.push(this.value());
      while (this.take(','));
      if (!this.take(']')) throw this.wrong('"," or "]" is expected here');
    }
    this.depth -= 1;
    return { kind: 'array', items, flow: true, range: { start, end: this.at } };
  }

  private enter(): void {
    this.at += 1;
    this.depth += 1;
    if (this.depth > DEEPEST) throw this.wrong('this is nested too deeply');
  }

  private string(): string {
    const literal = this.match(strings);
    if (literal === null) throw this.wrong('a text in double quotes is expected here');
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
