// Puts the tree of JSON values that Kubernetes sees together while a YAML document is read: types, aliases, merge
// keys, repeated keys. Source of the behaviour: go.yaml.in/yaml/v2 decode.go, sigs.k8s.io/yaml yaml.go.
import type { Range } from '../../../core/diagnostic.ts';
import { DEEPEST_JSON } from '../json.ts';
import { TextError } from '../text-error.ts';
import { rangeOf, type Tree } from '../tree.ts';
import { AliasGuard } from './alias-guard.ts';
import type { Anchor, CollectionKind, Frame, OpenEntry } from './frame.ts';
import { Keys, mergeKey, noEntry, noKey, noTree, type RepeatedKey } from './keys.ts';
import { OpenEntries, OpenItems, type MarkedEntry } from './open-parts.ts';
import { isMergeKey, isSurelyString, resolveScalar, type Scalar } from './resolve.ts';
import { scalarTree, type Written } from './scalar-tree.ts';
import { tooDeepForJson, Unfit } from './unfit.ts';

/** Receives a document's nodes in order; no recursion, because a text may nest deeper than a stack reaches. */
export class TreeBuilder {
  readonly repeated: RepeatedKey[] = [];
  /** The innermost collection that is open. */
  innermost: Frame | null = null;
  /** Open collections, the innermost last. */
  private readonly frames: Frame[] = [];
  private root: Tree = noTree;
  private readonly items = new OpenItems();
  private readonly entries = new OpenEntries();
  private readonly guard = new AliasGuard();
  /** The first thing that a well-formed document cannot say. Bad syntax further down takes precedence. */
  private failure: TextError | null = null;
  private readonly unfit = new Unfit();
  private readonly keys = new Keys(this.unfit);

  /** The finished tree. Throws the TextError of what the API server cannot read. */
  finish(): Tree {
    if (this.failure !== null) throw this.failure;
    this.unfit.check(this.root);
    return this.root;
  }

  /** A scalar. `implicit`: plain and without a tag, so that its type is found out from the text. */
  scalar(written: Written, tag: string, implicit: boolean): void {
    const { value, start, end } = written;
    const frame = this.innermost;
    if (!awaitsKey(frame)) {
      this.guard.step();
      if (isSurelyString(tag, implicit, value)) this.deliver({ kind: 'string', value, start, end }, null, 0);
      else this.deliver(this.treeOf(this.resolve(written, tag, implicit), written), null, 0);
    } else if (isMergeKey(tag, implicit, value)) {
      frame.entry = mergeKey;
    } else {
      this.guard.step();
      if (isSurelyString(tag, implicit, value)) frame.entry = this.keys.ofString(written);
      else frame.entry = this.keys.of(this.resolve(written, tag, implicit), written);
    }
  }

  /** What an alias to this scalar refers to. */
  scalarAnchor(written: Written, tag: string, implicit: boolean): Anchor {
    const scalar = this.resolve(written, tag, implicit);
    return { tree: this.treeOf(scalar, written), entry: this.keys.of(scalar, written), steps: 1, height: 0 };
  }

  /** Opens a collection; gives its anchor when it is to have one. */
  open(kind: CollectionKind, start: number, anchored: boolean): Anchor | null {
    const anchor = anchored ? { tree: null, entry: null, steps: this.guard.steps, height: 0 } : null;
    const mapping = kind === 'block-mapping' || kind === 'flow-mapping' || kind === 'pair';
    const merged = !mapping && this.innermost?.entry === mergeKey;
    if (merged) this.guard.openList();
    else this.guard.step();
    const from = mapping ? this.entries.open() : this.items.open();
    this.innermost = {
      kind,
      start,
      mapping,
      from,
      merged,
      anchor,
      first: true,
      stage: 'key',
      entry: null,
      height: 1,
    };
    this.frames.push(this.innermost);
    return anchor;
  }

  /** Closes the innermost collection. */
  close(after: number): void {
    const depth = this.frames.length;
    const { kind, start, mapping, from, merged, anchor, height } = this.frames.pop() as Frame;
    this.innermost = this.frames[depth - 2] ?? null;
    const end = Math.max(after, start + 1);
    const tree: Tree = mapping
      ? { kind: 'object', entries: this.entries.close(from), start, end }
      : { kind: 'array', items: this.items.close(from), start, end, flow: kind === 'flow-sequence' };
    if (depth > DEEPEST_JSON) this.unfit.mark(tree, tooDeepForJson(tree));
    if (merged) this.fail(this.guard.closeList(tree));
    if (anchor !== null) {
      anchor.tree = tree;
      anchor.steps = this.guard.steps - anchor.steps;
      anchor.height = height;
    }
    this.deliver(tree, null, height);
  }

  alias(name: string, { tree, entry, steps, height }: Anchor, range: Range): void {
    const frame = this.innermost;
    if (awaitsKey(frame)) {
      if (entry === null) this.fail(noKey(range));
      else this.fail(this.guard.alias(steps, range));
      frame.entry = { ...(entry ?? noEntry(range)), ...range };
      if (entry !== null) this.unfit.copyMark(entry, frame.entry);
    } else if (tree === null) {
      this.fail(new TextError(`the anchor &${name} contains itself`, range));
      this.deliver(noTree, range, 0);
    } else {
      this.fail(this.guard.alias(steps, range));
      const fits = this.frames.length + height <= DEEPEST_JSON;
      const value = fits ? tree : { ...tree };
      if (!fits) this.unfit.mark(value, tooDeepForJson(range));
      this.deliver(value, range, height);
    }
  }

  private fail(error: TextError | null): void {
    this.failure ??= error;
  }

  /** Hands a finished value to what it is a part of. `alias` is the place of the alias that stands for it, if one does. */
  private deliver(tree: Tree, alias: Range | null, height: number): void {
    const frame = this.innermost;
    if (frame === null) {
      this.root = tree;
      return;
    }
    if (frame.height <= height) frame.height = height + 1;
    const { entry } = frame;
    if (!frame.mapping) {
      this.items.add(tree);
      if (frame.merged) this.guard.itemEnds();
    } else if (entry === null) {
      this.fail(noKey(tree));
      frame.entry = noEntry(tree);
    } else {
      frame.entry = null;
      if (entry === mergeKey) this.merge(tree, alias, frame);
      else this.set(frame, entry, tree);
    }
  }

  private set({ from }: Frame, entry: OpenEntry, value: Tree): void {
    entry.value = value;
    const before = this.entries.set(from, entry);
    if (before !== undefined) this.repeated.push({ key: entry.key, range: rangeOf(entry), merged: before.merged });
  }

  private merge(tree: Tree, alias: Range | null, into: Frame): void {
    // After too many aliases the copies would have no bound.
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
        this.unfit.copyMark(entry, merged);
        this.set(into, merged, entry.value);
      }
    }
  }

  private resolve(written: Written, tag: string, implicit: boolean): Scalar {
    if (tag === '' && !implicit) return { kind: 'string', value: written.value };
    const resolved = resolveScalar(tag, written.value);
    if (resolved.kind !== 'error') return resolved;
    this.fail(new TextError(resolved.message, rangeOf(written)));
    return { kind: 'null' };
  }

  private treeOf(scalar: Scalar, written: Written): Tree {
    const tree = scalarTree(scalar, written);
    if (scalar.kind === 'float' && !Number.isFinite(scalar.value)) {
      const help = `write "${written.value}" for the text`;
      this.unfit.mark(tree, new TextError(`${written.value} is a number that JSON does not have`, tree, help));
    }
    return tree;
  }
}

/** Whether the next node is a key of this collection. */
function awaitsKey(frame: Frame | null): frame is Frame {
  return frame !== null && frame.mapping && frame.entry === null;
}
