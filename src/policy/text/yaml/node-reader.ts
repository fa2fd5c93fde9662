// Reads single nodes of a YAML document: properties, scalars, aliases; collections are begun and stay open.
// Source of the behaviour: go.yaml.in/yaml/v2 parserc.go, parse_node.
import { TextError } from '../text-error.ts';
import type { Anchor, CollectionKind } from './frame.ts';
import { TAG_PREFIX } from './resolve.ts';
import type { Scanner } from './scanner.ts';
import type { Token, TokenType } from './token.ts';
import type { Written } from './scalar-tree.ts';
import type { TreeBuilder } from './tree-builder.ts';

/** What is known while a document is read: anchors, tag handles, the tree so far. */
export class NodeReader {
  readonly scanner: Scanner;
  readonly builder: TreeBuilder;
  readonly handles = new Map([
    ['!', '!'],
    ['!!', TAG_PREFIX],
  ]);
  /** Offset after the last token that was read. */
  private end = 0;
  private readonly anchors = new Map<string, Anchor>();

  constructor(scanner: Scanner, builder: TreeBuilder) {
    this.scanner = scanner;
    this.builder = builder;
  }

  take(token: Token): void {
    this.end = token.end;
    this.scanner.skip();
  }

  /** Reads the node that begins with the token that was peeked at; a collection is only begun, and stays open. */
  begin(first: Token, block: boolean, indentless: boolean): void {
    let token = first;
    if (token.type === 'scalar') {
      this.take(token);
      this.builder.scalar(token, '', token.style === 'plain');
      return;
    }
    const { start } = token;
    if (token.type === 'alias') {
      const anchor = this.anchors.get(token.value);
      if (anchor === undefined) throw unexpected(token, `there is no anchor &${token.value} above`);
      this.take(token);
      this.builder.alias(token.value, anchor, { start, end: token.end });
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
    const kind = kindOf(token.type, block, indentless);
    if (kind !== null) {
      // The first "-" of a list without an indentation of its own is an item already.
      if (kind !== 'indentless') this.take(token);
      // The anchor names a collection before its items are read, so that an item can refer to it.
      const opened = this.builder.open(kind, token.start, anchor !== undefined);
      if (anchor !== undefined && opened !== null) this.anchors.set(anchor, opened);
    } else if (token.type === 'scalar') {
      this.take(token);
      this.scalar(token, tag ?? '', token.style === 'plain', anchor);
    } else if (anchor === undefined && tag === undefined) {
      throw unexpected(token, 'a value is expected here');
    } else {
      this.scalar({ value: '', start, end: this.end }, tag ?? '', true, anchor);
    }
  }

  /** A scalar with properties. */
  private scalar(written: Written, tag: string, plain: boolean, anchor: string | undefined): void {
    const implicit = (tag === '' && plain) || tag === '!';
    if (anchor !== undefined) this.anchors.set(anchor, this.builder.scalarAnchor(written, tag, implicit));
    this.builder.scalar(written, tag, implicit);
  }

  private tagOf(token: Token): string {
    if (token.value === '') return token.suffix;
    const prefix = this.handles.get(token.value);
    if (prefix === undefined || prefix + token.suffix === '')
      throw unexpected(token, `the tag handle ${token.value} is not declared`);
    return prefix + token.suffix;
  }

  close(): void {
    this.builder.close(this.end);
  }

  /** A scalar that is not written, where YAML has one anyway: after the last token. */
  empty(): void {
    this.emptyAt(this.end);
  }

  emptyAt(offset: number): void {
    this.builder.scalar({ value: '', start: offset, end: offset }, '', true);
  }

  /** The value after an indicator, or an empty one where the next token ends it. */
  beginOr(ends: ReadonlySet<TokenType>, block: boolean, indentless: boolean): void {
    const token = this.scanner.peek();
    if (ends.has(token.type)) this.empty();
    else this.begin(token, block, indentless);
  }

  mappingValue(ends: ReadonlySet<TokenType>, block: boolean): void {
    const colon = this.scanner.peek();
    if (colon.type !== ':') {
      this.empty();
      return;
    }
    this.take(colon);
    this.beginOr(ends, block, block);
  }
}

/** The collection that a token begins. */
function kindOf(type: TokenType, block: boolean, indentless: boolean): CollectionKind | null {
  if (type === '[') return 'flow-sequence';
  if (type === '{') return 'flow-mapping';
  if (indentless && type === '-') return 'indentless';
  if (block && type === 'block-sequence-start') return 'block-sequence';
  return block && type === 'block-mapping-start' ? 'block-mapping' : null;
}

export function unexpected(token: Token, message: string, help?: string): TextError {
  const start = token.start;
  return new TextError(message, { start, end: Math.max(token.end, start + 1) }, help);
}
