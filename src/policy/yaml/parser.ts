// Builds the nodes of the first document of a YAML text. Source of the behaviour: go.yaml.in/yaml/v2 parserc.go, decode.go.
import { TextError } from '../text/text-error.ts';
import { Scanner } from './scanner.ts';
import type { Token, TokenType } from './token.ts';

interface Placed {
  readonly start: number;
  /** Offset behind its last character. */
  readonly end: number;
}

export interface ScalarNode extends Placed {
  readonly type: 'scalar';
  readonly tag: string;
  readonly value: string;
  /** Plain and without a tag: its type is found out from the text. */
  readonly implicit: boolean;
}

export interface CollectionNode extends Placed {
  readonly type: 'sequence' | 'mapping';
  /** Items; of a mapping: key, value, key, value … */
  readonly children: readonly YamlNode[];
  readonly flow: boolean;
}

export interface AliasNode extends Placed {
  readonly type: 'alias';
  readonly name: string;
  readonly target: YamlNode;
}

export type YamlNode = ScalarNode | CollectionNode | AliasNode;

export const TAG_PREFIX = 'tag:yaml.org,2002:';

export interface ParsedYaml {
  /** The first document's node; null when there is none. */
  readonly node: YamlNode | null;
  /** Where something stands behind the first document, which nobody reads. */
  readonly unread: number | null;
}

/** Reads the first document. Throws a TextError on bad syntax. */
export function parseYaml(text: string): ParsedYaml {
  const parser = new Parser(text);
  const node = parser.document();
  return { node, unread: parser.unread() };
}

const documentEnds = new Set<TokenType>([
  'version-directive',
  'tag-directive',
  'document-start',
  'document-end',
  'stream-end',
]);
const blockValueEnds = new Set<TokenType>(['?', ':', 'block-end']);
const indentlessEnds = new Set<TokenType>(['-', '?', ':', 'block-end']);

class Parser {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, YamlNode>();
  private readonly handles = new Map([
    ['!', '!'],
    ['!!', TAG_PREFIX],
  ]);
  /** Offset behind the last token that was taken. */
  private end = 0;

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  document(): YamlNode | null {
    const first = this.scanner.peek();
    if (first.type === 'stream-end') return null;
    const explicit = documentEnds.has(first.type) && first.type !== 'document-end';
    if (explicit) {
      this.directives();
      const start = this.scanner.peek();
      if (start.type !== 'document-start') throw unexpected(start, 'a "---" line is expected behind the directives');
      this.take(start);
    }
    const next = this.scanner.peek();
    const node = explicit && documentEnds.has(next.type) ? empty(next.start.offset) : this.node(true, false);
    // libyaml looks at one token behind the document, which must at least be one.
    this.scanner.peek();
    return node;
  }

  /** Looks behind the document, without caring whether it could be read. */
  unread(): number | null {
    let token = this.scanner.peek();
    const start = token.start.offset;
    try {
      while (token.type === 'document-end' || token.type === 'document-start') {
        this.scanner.skip();
        token = this.scanner.peek();
      }
    } catch {
      return start;
    }
    return token.type === 'stream-end' ? null : start;
  }

  private directives(): void {
    let version = false;
    const own = new Set<string>();
    for (let token = this.scanner.peek(); ; token = this.scanner.peek()) {
      if (token.type === 'version-directive') {
        if (version || token.value !== '1.1') {
          throw unexpected(token, 'only the directive %YAML 1.1 is understood', 'leave the line out');
        }
        version = true;
      } else if (token.type === 'tag-directive') {
        if (own.has(token.value)) throw unexpected(token, `the handle ${token.value} is declared twice`);
        own.add(token.value);
        this.handles.set(token.value, token.suffix);
      } else {
        return;
      }
      this.take(token);
    }
  }

  private take(token: Token): void {
    this.end = token.end;
    this.scanner.skip();
  }

  private node(block: boolean, indentless: boolean): YamlNode {
    const first = this.scanner.peek();
    if (first.type === 'alias') {
      const target = this.anchors.get(first.value);
      if (target === undefined) throw unexpected(first, `there is no anchor &${first.value} above`);
      this.take(first);
      return { type: 'alias', name: first.value, target, start: first.start.offset, end: first.end };
    }
    const start = first.start.offset;
    let anchor: string | undefined;
    let tag: string | undefined;
    for (let token = first; ; token = this.scanner.peek()) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token.value;
      else if (token.type === 'tag' && tag === undefined) tag = this.tagOf(token);
      else return this.content(token, { block, indentless, anchor, tag, start });
      this.take(token);
    }
  }

  private tagOf(token: Token): string {
    if (token.value === '') return token.suffix;
    const prefix = this.handles.get(token.value);
    if (prefix === undefined || prefix + token.suffix === '')
      throw unexpected(token, `the tag handle ${token.value} is not declared`);
    return prefix + token.suffix;
  }

  private content(token: Token, around: Around): YamlNode {
    const { block, indentless, start, tag = '' } = around;
    if (indentless && token.type === '-')
      return this.collection(around, 'sequence', false, (add) => this.indentless(add));
    if (token.type === 'scalar') {
      this.take(token);
      const implicit = (tag === '' && token.style === 'plain') || tag === '!';
      return this.named(around, {
        type: 'scalar',
        tag,
        value: token.value,
        implicit,
        start: token.start.offset,
        end: token.end,
      });
    }
    if (token.type === '[') return this.collection(around, 'sequence', true, (add) => this.flowSequence(add));
    if (token.type === '{') return this.collection(around, 'mapping', true, (add) => this.flowMapping(add));
    if (block && token.type === 'block-sequence-start') {
      return this.collection(around, 'sequence', false, (add) => this.blockSequence(add));
    }
    if (block && token.type === 'block-mapping-start') {
      return this.collection(around, 'mapping', false, (add) => this.blockMapping(add));
    }
    if (around.anchor !== undefined || tag !== '') {
      return this.named(around, { type: 'scalar', tag, value: '', implicit: tag === '', start, end: this.end });
    }
    throw unexpected(token, 'a value is expected here');
  }

  private named<Node extends YamlNode>({ anchor }: Around, node: Node): Node {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  /** The anchor names the collection before its items are read, so that an item can refer to it. */
  private collection(
    around: Around,
    type: CollectionNode['type'],
    flow: boolean,
    read: (add: (node: YamlNode) => void) => void,
  ): YamlNode {
    const children: YamlNode[] = [];
    const node = this.named(around, { type, children, flow, start: this.scanner.peek().start.offset, end: 0 });
    read((child) => void children.push(child));
    node.end = Math.max(this.end, node.start + 1);
    return node;
  }

  /** The value behind an indicator, or an empty one where the next token ends it. */
  private valueOr(ends: ReadonlySet<TokenType>, block: boolean, indentless: boolean): YamlNode {
    const next = this.scanner.peek();
    return ends.has(next.type) ? empty(this.end) : this.node(block, indentless);
  }

  private blockSequence(add: (node: YamlNode) => void): void {
    this.take(this.scanner.peek());
    const ends = new Set<TokenType>(['-', 'block-end']);
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === '-') {
        this.take(token);
        add(this.valueOr(ends, true, false));
      } else if (token.type === 'block-end') {
        this.scanner.skip();
        return;
      } else {
        throw unexpected(token, 'a "- " entry is expected here', 'check the indentation');
      }
    }
  }

  private indentless(add: (node: YamlNode) => void): void {
    for (let token = this.scanner.peek(); token.type === '-'; token = this.scanner.peek()) {
      this.take(token);
      add(this.valueOr(indentlessEnds, true, false));
    }
  }

  private blockMapping(add: (node: YamlNode) => void): void {
    this.take(this.scanner.peek());
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === 'block-end') {
        this.scanner.skip();
        return;
      }
      if (token.type !== '?') throw unexpected(token, 'a "key:" is expected here', 'check the indentation');
      this.take(token);
      add(this.valueOr(blockValueEnds, true, true));
      add(this.mappingValue(blockValueEnds, true));
    }
  }

  private mappingValue(ends: ReadonlySet<TokenType>, block: boolean): YamlNode {
    const colon = this.scanner.peek();
    if (colon.type !== ':') return empty(this.end);
    this.take(colon);
    return this.valueOr(ends, block, block);
  }

  private flowSequence(add: (node: YamlNode) => void): void {
    this.take(this.scanner.peek());
    for (let first = true; ; first = false) {
      let token = this.scanner.peek();
      if (token.type !== ']' && !first) token = this.comma(token, '[');
      if (token.type === ']') {
        this.take(token);
        return;
      }
      add(token.type === '?' ? this.pair(token) : this.node(false, false));
    }
  }

  /** A single pair inside a flow sequence: [a: b]. */
  private pair(token: Token): YamlNode {
    this.take(token);
    const next = this.scanner.peek().type;
    let key: YamlNode;
    if (next === ':' || next === ',' || next === ']') {
      // libyaml passes the token itself here, and takes what follows for the value.
      key = empty(this.end);
      this.take(this.scanner.peek());
    } else {
      key = this.node(false, false);
    }
    const value = this.mappingValue(new Set<TokenType>([',', ']']), false);
    return { type: 'mapping', children: [key, value], flow: true, start: token.start.offset, end: this.end };
  }

  private flowMapping(add: (node: YamlNode) => void): void {
    this.take(this.scanner.peek());
    for (let first = true; ; first = false) {
      let token = this.scanner.peek();
      if (token.type !== '}' && !first) token = this.comma(token, '{');
      if (token.type === '}') {
        this.take(token);
        return;
      }
      if (token.type === '?') {
        this.take(token);
        add(this.valueOr(new Set<TokenType>([':', ',', '}']), false, false));
        add(this.mappingValue(new Set<TokenType>([',', '}']), false));
      } else {
        add(this.node(false, false));
        add(empty(this.end));
      }
    }
  }

  private comma(token: Token, opened: '[' | '{'): Token {
    if (token.type !== ',') {
      throw unexpected(token, `"," or "${opened === '[' ? ']' : '}'}" is expected here`, `a "${opened}" is still open`);
    }
    this.take(token);
    return this.scanner.peek();
  }
}

interface Around {
  readonly block: boolean;
  readonly indentless: boolean;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
  readonly start: number;
}

function empty(at: number): ScalarNode {
  return { type: 'scalar', tag: '', value: '', implicit: true, start: at, end: at };
}

function unexpected(token: Token, message: string, help?: string): TextError {
  const start = token.start.offset;
  return new TextError(message, { start, end: Math.max(token.end, start + 1) }, help);
}
