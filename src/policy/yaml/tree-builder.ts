// Puts the tree of JSON values that Kubernetes sees together while a YAML document is read: types, aliases, merge
// keys, repeated keys. Source of the behaviour: go.yaml.in/yaml/v2 decode.go, sigs.k8s.io/yaml yaml.go.
import type { Range } from '../../core/diagnostic.ts';
import { unreachable } from '../../core/unreachable.ts';
import { DEEPEST_JSON } from '../json/read-json.ts';
import { TextError } from '../text/text-error.ts';
import type { Entry, Tree } from '../text/tree.ts';
import { AliasGuard } from './alias-guard.ts';
import { Entries, type MarkedEntry } from './entries.ts';
import type { Anchor, CollectionKind, Frame, OpenEntry } from './frame.ts';
import { isMergeKey, isSurelyString, resolveScalar, type Scalar } from './resolve.ts';

/** A key that was set twice in one mapping; the later value counts. */
export interface RepeatedKey {
  readonly key: string;
  readonly range: Range;
  /** It was set before by a merge (`<<`). */
  readonly merged: boolean;
}

/** A scalar as it is written. */
export interface Written {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Stands for a value until it is read, and for one that cannot be had. */
const noTree: Tree = { kind: 'null', range: { start: 0, end: 0 } };

/** The "entry" of a merge key: the value that comes next is merged. */
const mergeKey: OpenEntry = openEntry('<<', noTree.range, null);

/** Takes a document's nodes in their order; no recursion, because a text may nest deeper than a stack reaches. */
export class TreeBuilder {
  readonly repeated: RepeatedKey[] = [];
  /** Open collections, the innermost last. */
  readonly frames: Frame[] = [];
  private root: Tree = noTree;
  private readonly guard = new AliasGuard();
  /** The first thing that a well-formed document cannot say. Bad syntax further down weighs more. */
  private failure: TextError | null = null;
  /** What JSON cannot carry. Harmless where a later value of the same key takes its place. */
  private readonly unfit = new Map<object, TextError>();
  /** Keys are few and come often: each text is kept once. */
  private readonly keys = new Map<string, string>();

  /** The finished tree. Throws the TextError of what the API server cannot read. */
  finish(): Tree {
    if (this.failure !== null) throw this.failure;
    if (this.unfit.size > 0) this.throwUnfit();
    return this.root;
  }

  /** Takes a scalar. `implicit`: plain and without a tag, so that its type is found out from the text. */
  scalar({ value, start, end }: Written, tag: string, implicit: boolean): void {
    const range = { start, end };
    const frame = this.frames.at(-1);
    if (!awaitsKey(frame)) {
      this.guard.step();
      if (isSurelyString(tag, implicit, value)) this.deliver({ kind: 'string', value, range }, range, 0);
      else this.deliver(this.treeOf(this.resolve(tag, implicit, value, range), value, range), range, 0);
    } else if (isMergeKey(tag, implicit, value)) {
      frame.entry = mergeKey;
    } else {
      this.guard.step();
      if (isSurelyString(tag, implicit, value)) frame.entry = this.stringKey(value, range);
      else frame.entry = this.keyOf(this.resolve(tag, implicit, value, range), range);
    }
  }

  /** What an alias to this scalar refers to. */
  scalarAnchor({ value, start, end }: Written, tag: string, implicit: boolean): Anchor {
    const range = { start, end };
    const scalar = this.resolve(tag, implicit, value, range);
    return { tree: this.treeOf(scalar, value, range), entry: this.keyOf(scalar, range), steps: 1, height: 0 };
  }

  /** Opens a collection; gives its anchor when it is to have one. */
  open(kind: CollectionKind, start: number, anchored: boolean): Anchor | null {
    const anchor = anchored ? { tree: null, entry: null, steps: this.guard.steps, height: 0 } : null;
    this.guard.step();
    const mapping = kind === 'block-mapping' || kind === 'flow-mapping' || kind === 'pair';
    const entries = mapping ? new Entries() : null;
    this.frames.push({ kind, start, items: [], entries, anchor, first: true, stage: 'key', entry: null, height: 1 });
    return anchor;
  }

  /** Closes the innermost collection. */
  close(end: number): void {
    const depth = this.frames.length;
    const { kind, start, items, entries, anchor, height } = this.frames.pop() as Frame;
    const range = { start, end: Math.max(end, start + 1) };
    // Copies are without the room that a growing list keeps free: there are very many short ones.
    const tree: Tree =
      entries === null
        ? { kind: 'array', items: items.slice(), range, flow: kind === 'flow-sequence' }
        : { kind: 'object', entries: entries.list.slice(), range };
    if (depth > DEEPEST_JSON) this.unfit.set(tree, tooDeep(range));
    if (anchor !== null) {
      anchor.tree = tree;
      anchor.steps = this.guard.steps - anchor.steps;
      anchor.height = height;
    }
    this.deliver(tree, range, height);
  }

  alias(name: string, { tree, entry, steps, height }: Anchor, range: Range): void {
    const frame = this.frames.at(-1);
    if (awaitsKey(frame)) {
      if (entry === null) this.fail(noKey(range));
      else this.fail(this.guard.alias(steps, range));
      frame.entry = { ...(entry ?? openEntry('', range, null)), keyRange: range };
      const unfit = entry === null ? undefined : this.unfit.get(entry);
      if (unfit !== undefined) this.unfit.set(frame.entry, unfit);
    } else if (tree === null) {
      this.fail(new TextError(`the anchor &${name} contains itself`, range));
      this.deliver(noTree, range, 0);
    } else {
      this.fail(this.guard.alias(steps, range));
      const fits = this.frames.length + height <= DEEPEST_JSON;
      const value = fits ? tree : { ...tree };
      if (!fits) this.unfit.set(value, tooDeep(range));
      this.deliver(value, range, height);
    }
  }

  private fail(error: TextError | null): void {
    this.failure ??= error;
  }

  /** Hands a finished value to what it is a part of. `at` is where it stands: its own place, or that of an alias to it. */
  private deliver(tree: Tree, at: Range, height: number): void {
    const frame = this.frames.at(-1);
    if (frame === undefined) {
      this.root = tree;
      return;
    }
    if (frame.height <= height) frame.height = height + 1;
    const { entries, entry } = frame;
    if (entries === null) {
      frame.items.push(tree);
    } else if (entry === null) {
      this.fail(noKey(at));
      frame.entry = openEntry('', at, null);
    } else {
      frame.entry = null;
      if (entry === mergeKey) this.merge(tree, at, entries);
      else this.set(entries, entry, tree);
    }
  }

  private set(entries: Entries, entry: OpenEntry, value: Tree): void {
    entry.value = value;
    const before = entries.set(entry);
    if (before !== undefined) this.repeated.push({ key: entry.key, range: entry.keyRange, merged: before.merged });
  }

  private merge(tree: Tree, at: Range, into: Entries): void {
    const several = tree.kind === 'array' && at === tree.range;
    // Go does not decode the list itself.
    if (several) this.guard.steps -= 1;
    // The first of several counts most, so it is set last.
    for (const source of several ? tree.items.toReversed() : [tree]) {
      if (source.kind !== 'object') {
        this.fail(new TextError('"<<" merges mappings only', at, 'write: <<: *name-of-a-mapping'));
        return;
      }
      for (const entry of source.entries as readonly MarkedEntry[]) {
        const merged = { ...entry, merged: true };
        const unfit = this.unfit.get(entry);
        if (unfit !== undefined) this.unfit.set(merged, unfit);
        this.set(into, merged, entry.value);
      }
    }
  }

  private resolve(tag: string, implicit: boolean, text: string, range: Range): Scalar {
    if (tag === '' && !implicit) return { kind: 'string', value: text };
    const resolved = resolveScalar(tag, text);
    if (resolved.kind !== 'error') return resolved;
    this.fail(new TextError(resolved.message, range));
    return { kind: 'null' };
  }

  private treeOf(scalar: Scalar, text: string, range: Range): Tree {
    switch (scalar.kind) {
      case 'null':
        return { kind: 'null', range };
      case 'string':
        return { kind: 'string', value: scalar.value, range };
      case 'bool':
        return { kind: 'bool', value: scalar.value, source: text, range };
      case 'int':
        return { kind: 'number', literal: String(scalar.value), source: text, range };
      case 'float': {
        const literal = Object.is(scalar.value, -0) ? '-0' : String(scalar.value);
        const tree: Tree = { kind: 'number', literal, source: text, range };
        if (!Number.isFinite(scalar.value)) {
          const help = `write "${text}" for the text`;
          this.unfit.set(tree, new TextError(`${text} is a number that JSON does not have`, range, help));
        }
        return tree;
      }
      default:
        return unreachable(scalar);
    }
  }

  private stringKey(text: string, range: Range): OpenEntry {
    const known = this.keys.get(text);
    if (known === undefined) this.keys.set(text, text);
    const key = known ?? text;
    return openEntry(key, range, key);
  }

  private keyOf(scalar: Scalar, range: Range): OpenEntry {
    switch (scalar.kind) {
      case 'string':
      case 'bool':
        return openEntry(String(scalar.value), range, scalar.value);
      case 'int': {
        const entry = openEntry(String(scalar.value), range, scalar.value);
        return scalar.value < 2n ** 63n ? entry : this.unfitKey(entry, 'this number is too large for a key');
      }
      case 'float':
        // Nothing is the same as NaN, not even NaN.
        return openEntry(String(scalar.value), range, Number.isNaN(scalar.value) ? {} : scalar.value);
      case 'null':
        return this.unfitKey(openEntry('', range, null), 'a key is missing before the ":"');
      default:
        return unreachable(scalar);
    }
  }

  private unfitKey(entry: OpenEntry, message: string): OpenEntry {
    this.unfit.set(entry, new TextError(message, entry.keyRange, 'write: key: value'));
    return entry;
  }

  /** Throws for the first thing in the finished tree that JSON cannot carry. */
  private throwUnfit(): void {
    const left: (Tree | Entry)[] = [this.root];
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      const error = this.unfit.get(part);
      if (error !== undefined) throw error;
      if ('keyRange' in part) left.push(part.value);
      else for (const inner of partsOf(part).toReversed()) left.push(inner);
    }
  }
}

/** Whether the next node is a key of this collection. */
function awaitsKey(frame: Frame | undefined): frame is Frame {
  return frame !== undefined && frame.entries !== null && frame.entry === null;
}

function openEntry(key: string, keyRange: Range, identity: unknown): OpenEntry {
  return { key, keyRange, value: noTree, identity, merged: false };
}

function noKey(range: Range): TextError {
  return new TextError('a list or a mapping cannot be a key', range, 'write: key: value');
}

function tooDeep(range: Range): TextError {
  return new TextError('this is nested too deeply', range);
}

function partsOf(tree: Tree): readonly (Tree | Entry)[] {
  if (tree.kind === 'array') return tree.items;
  return tree.kind === 'object' ? tree.entries : [];
}
