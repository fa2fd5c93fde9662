// Puts the tree of JSON values that Kubernetes sees together while a YAML document is read: types, aliases, merge
// keys, repeated keys. Source of the behaviour: go.yaml.in/yaml/v2 decode.go, sigs.k8s.io/yaml yaml.go.
import type { Range } from '../../../core/diagnostic.ts';
import { unreachable } from '../../../core/unreachable.ts';
import { DEEPEST_JSON } from '../json.ts';
import { TextError } from '../text-error.ts';
import { rangeOf, type Entry, type Tree } from '../tree.ts';
import { AliasGuard } from './alias-guard.ts';
import { Entries, type MarkedEntry } from './entries.ts';
import type { Anchor, CollectionKind, Frame, OpenEntry } from './frame.ts';
import { isMergeKey, isSurelyString, resolveScalar, type Scalar } from './resolve.ts';
import { scalarTree, type Written } from './scalar-tree.ts';

/** A key that was set twice in one mapping; the later value counts. */
export interface RepeatedKey {
  readonly key: string;
  readonly range: Range;
  /** It was set before by a merge (`<<`). */
  readonly merged: boolean;
}

/** Stands for a value until it is read, and for one that cannot be had. */
const noTree: Tree = { kind: 'null', start: 0, end: 0 };

/** The "entry" of a merge key: the value that comes next is merged. */
const mergeKey: OpenEntry = openEntry('<<', noTree, null);

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
  scalar(written: Written, tag: string, implicit: boolean): void {
    const { value, start, end } = written;
    const frame = this.frames.at(-1);
    if (!awaitsKey(frame)) {
      this.guard.step();
      if (isSurelyString(tag, implicit, value)) this.deliver({ kind: 'string', value, start, end }, null, 0);
      else this.deliver(this.treeOf(this.resolve(written, tag, implicit), written), null, 0);
    } else if (isMergeKey(tag, implicit, value)) {
      frame.entry = mergeKey;
    } else {
      this.guard.step();
      if (isSurelyString(tag, implicit, value)) frame.entry = this.stringKey(written);
      else frame.entry = this.keyOf(this.resolve(written, tag, implicit), written);
    }
  }

  /** What an alias to this scalar refers to. */
  scalarAnchor(written: Written, tag: string, implicit: boolean): Anchor {
    const scalar = this.resolve(written, tag, implicit);
    return { tree: this.treeOf(scalar, written), entry: this.keyOf(scalar, written), steps: 1, height: 0 };
  }

  /** Opens a collection; gives its anchor when it is to have one. */
  open(kind: CollectionKind, start: number, anchored: boolean): Anchor | null {
    const anchor = anchored ? { tree: null, entry: null, steps: this.guard.steps, height: 0 } : null;
    const mapping = kind === 'block-mapping' || kind === 'flow-mapping' || kind === 'pair';
    const merged = !mapping && this.frames.at(-1)?.entry === mergeKey;
    if (merged) this.guard.openList();
    else this.guard.step();
    const entries = mapping ? new Entries() : null;
    const next = { first: true, stage: 'key', entry: null } as const;
    this.frames.push({ kind, start, items: [], entries, merged, anchor, height: 1, ...next });
    return anchor;
  }

  /** Closes the innermost collection. */
  close(behind: number): void {
    const depth = this.frames.length;
    const { kind, start, items, entries, merged, anchor, height } = this.frames.pop() as Frame;
    const end = Math.max(behind, start + 1);
    // Copies are without the room that a growing list keeps free: there are very many short ones.
    const tree: Tree =
      entries === null
        ? { kind: 'array', items: items.slice(), start, end, flow: kind === 'flow-sequence' }
        : { kind: 'object', entries: entries.list.slice(), start, end };
    if (depth > DEEPEST_JSON) this.unfit.set(tree, tooDeep(tree));
    if (merged) this.fail(this.guard.closeList(tree));
    if (anchor !== null) {
      anchor.tree = tree;
      anchor.steps = this.guard.steps - anchor.steps;
      anchor.height = height;
    }
    this.deliver(tree, null, height);
  }

  alias(name: string, { tree, entry, steps, height }: Anchor, range: Range): void {
    const frame = this.frames.at(-1);
    if (awaitsKey(frame)) {
      if (entry === null) this.fail(noKey(range));
      else this.fail(this.guard.alias(steps, range));
      frame.entry = { ...(entry ?? openEntry('', range, null)), ...range };
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

  /** Hands a finished value to what it is a part of. `alias` is the place of the alias that stands for it, if one does. */
  private deliver(tree: Tree, alias: Range | null, height: number): void {
    const frame = this.frames.at(-1);
    if (frame === undefined) {
      this.root = tree;
      return;
    }
    if (frame.height <= height) frame.height = height + 1;
    const { entries, entry } = frame;
    if (entries === null) {
      frame.items.push(tree);
      if (frame.merged) this.guard.itemEnds();
    } else if (entry === null) {
      this.fail(noKey(tree));
      frame.entry = openEntry('', tree, null);
    } else {
      frame.entry = null;
      if (entry === mergeKey) this.merge(tree, alias, entries);
      else this.set(entries, entry, tree);
    }
  }

  private set(entries: Entries, entry: OpenEntry, value: Tree): void {
    entry.value = value;
    const before = entries.set(entry);
    if (before !== undefined) this.repeated.push({ key: entry.key, range: rangeOf(entry), merged: before.merged });
  }

  private merge(tree: Tree, alias: Range | null, into: Entries): void {
    // Behind too many aliases the copies would have no bound.
    if (this.failure !== null) return;
    const several = tree.kind === 'array' && alias === null;
    // The first of several counts most, so it is set last.
    for (const source of several ? tree.items.toReversed() : [tree]) {
      if (source.kind !== 'object') {
        this.fail(new TextError('"<<" merges mappings only', alias ?? source, 'write: <<: *name-of-a-mapping'));
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

  private resolve(written: Written, tag: string, implicit: boolean): Scalar {
    if (tag === '' && !implicit) return { kind: 'string', value: written.value };
    const resolved = resolveScalar(tag, written.value);
    if (resolved.kind !== 'error') return resolved;
    this.fail(new TextError(resolved.message, written));
    return { kind: 'null' };
  }

  private treeOf(scalar: Scalar, written: Written): Tree {
    const tree = scalarTree(scalar, written);
    if (scalar.kind === 'float' && !Number.isFinite(scalar.value)) {
      const help = `write "${written.value}" for the text`;
      this.unfit.set(tree, new TextError(`${written.value} is a number that JSON does not have`, tree, help));
    }
    return tree;
  }

  private stringKey(written: Written): OpenEntry {
    const known = this.keys.get(written.value);
    if (known === undefined) this.keys.set(written.value, written.value);
    const key = known ?? written.value;
    return openEntry(key, written, key);
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
    this.unfit.set(entry, new TextError(message, entry, 'write: key: value'));
    return entry;
  }

  /** Throws for the first thing in the finished tree that JSON cannot carry. */
  private throwUnfit(): void {
    const left: (Tree | Entry)[] = [this.root];
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      const error = this.unfit.get(part);
      if (error !== undefined) throw error;
      if ('key' in part) left.push(part.value);
      else for (const inner of partsOf(part).toReversed()) left.push(inner);
    }
  }
}

/** Whether the next node is a key of this collection. */
function awaitsKey(frame: Frame | undefined): frame is Frame {
  return frame !== undefined && frame.entries !== null && frame.entry === null;
}

function openEntry(key: string, { start, end }: Range, identity: unknown): OpenEntry {
  return { key, start, end, value: noTree, identity, merged: false };
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
