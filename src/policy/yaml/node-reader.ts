// Reads single nodes of a YAML document: properties, scalars, aliases; collections are begun and stay open.
// Source of the behaviour: go.yaml.in/yaml/v2 parserc.go, parse_node.
import { TextError } from '../text/text-error.ts';
import { emptyNode, TAG_PREFIX, type CollectionNode, type YamlNode } from './nodes.ts';
import type { Scanner } from './scanner.ts';
import type { Token, TokenType } from './token.ts';

/** A collection that is being read. */
export interface Frame {
  readonly kind: 'block-sequence' | 'indentless' | 'block-mapping' | 'flow-sequence' | 'flow-mapping' | 'pair';
  readonly node: CollectionNode & { children: readonly YamlNode[]; readonly range: { end: number } };
  readonly children: YamlNode[];
  first: boolean;
  /** What comes next of a mapping; `end`: nothing more of this pair is written. */
  stage: 'key' | 'value' | 'end';
}

/** What is known while a document is read: open collections, anchors, tag handles. */
export class NodeReader {
  readonly scanner: Scanner;
  /** Open collections, the innermost last. */
  readonly frames: Frame[] = [];
  readonly handles = new Map([
    ['!', '!'],
    ['!!', TAG_PREFIX],
  ]);
  /** Offset behind the last token that was taken. */
  end = 0;
  private readonly anchors = new Map<string, YamlNode>();

  constructor(scanner: Scanner) {
    this.scanner = scanner;
  }

  take(token: Token): void {
    this.end = token.end;
    this.scanner.skip();
  }

  /** Reads a node; a collection is only begun, and stays open. */
  begin(into: YamlNode[], block: boolean, indentless: boolean): void {
    let token = this.scanner.peek();
    const { start } = token;
    if (token.type === 'alias') {
      const target = this.anchors.get(token.value);
      if (target === undefined) throw unexpected(token, `there is no anchor &${token.value} above`);
      this.take(token);
      into.push({ type: 'alias', name: token.value, target, range: { start, end: token.end } });
      return;
    }
    let anchor: string | undefined;
    let tag: string | undefined;
    for (; ; token = this.scanner.peek()) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token.value;
      else if (token.type === 'tag' && tag === undefined) tag = this.tagOf(token);
      else break;
      this.take(token);
    }
    const node = this.content(token, { block, indentless, anchor, tag: tag ?? '', start });
    // The anchor names a collection before its items are read, so that an item can refer to it.
    if (anchor !== undefined) this.anchors.set(anchor, node);
    into.push(node);
  }

  private tagOf(token: Token): string {
    if (token.value === '') return token.suffix;
    const prefix = this.handles.get(token.value);
    if (prefix === undefined || prefix + token.suffix === '')
      throw unexpected(token, `the tag handle ${token.value} is not declared`);
    return prefix + token.suffix;
  }

  private content(token: Token, { block, indentless, anchor, tag, start }: Around): YamlNode {
    if (token.type === 'scalar') {
      this.take(token);
      const implicit = (tag === '' && token.style === 'plain') || tag === '!';
      return { type: 'scalar', tag, value: token.value, implicit, range: { start: token.start, end: token.end } };
    }
    const kind = kindOf(token.type, block, indentless);
    if (kind !== null) {
      // The first "-" of a list without an indentation of its own is an item already.
      if (kind !== 'indentless') this.take(token);
      return this.open(kind, token.start);
    }
    if (anchor === undefined && tag === '') throw unexpected(token, 'a value is expected here');
    return { type: 'scalar', tag, value: '', implicit: tag === '', range: { start, end: this.end } };
  }

  open(kind: Frame['kind'], start: number): CollectionNode {
    const children: YamlNode[] = [];
    const flow = kind === 'flow-sequence' || kind === 'flow-mapping' || kind === 'pair';
    const type = kind === 'block-mapping' || kind === 'flow-mapping' || kind === 'pair' ? 'mapping' : 'sequence';
    const node = { type, children, flow, range: { start, end: start + 1 } } as const;
    this.frames.push({ kind, node, children, first: true, stage: 'key' });
    return node;
  }

  close({ node, children }: Frame): void {
    this.frames.pop();
    node.range.end = Math.max(this.end, node.range.start + 1);
    // Without the room that a growing list keeps free: there are very many short ones.
    node.children = children.slice();
  }

  /** The value behind an indicator, or an empty one where the next token ends it. */
  beginOr(into: YamlNode[], ends: ReadonlySet<TokenType>, block: boolean, indentless: boolean): void {
    if (ends.has(this.scanner.peek().type)) into.push(emptyNode(this.end));
    else this.begin(into, block, indentless);
  }

  mappingValue(into: YamlNode[], ends: ReadonlySet<TokenType>, block: boolean): void {
    const colon = this.scanner.peek();
    if (colon.type !== ':') {
      into.push(emptyNode(this.end));
      return;
    }
    this.take(colon);
    this.beginOr(into, ends, block, block);
  }
}

/** The collection that a token begins. */
function kindOf(type: TokenType, block: boolean, indentless: boolean): Frame['kind'] | null {
  if (type === '[') return 'flow-sequence';
  if (type === '{') return 'flow-mapping';
  if (indentless && type === '-') return 'indentless';
  if (block && type === 'block-sequence-start') return 'block-sequence';
  return block && type === 'block-mapping-start' ? 'block-mapping' : null;
}

interface Around {
  readonly block: boolean;
  readonly indentless: boolean;
  readonly anchor: string | undefined;
  readonly tag: string;
  readonly start: number;
}

export function unexpected(token: Token, message: string, help?: string): TextError {
  const start = token.start;
  return new TextError(message, { start, end: Math.max(token.end, start + 1) }, help);
}
