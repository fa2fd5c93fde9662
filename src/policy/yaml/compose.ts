// Turns YAML nodes into the tree of JSON values that Kubernetes sees: types, aliases, merge keys, repeated keys.
// Source of the behaviour: go.yaml.in/yaml/v2 decode.go, sigs.k8s.io/yaml yaml.go.
import type { Range } from '../../core/diagnostic.ts';
import { unreachable } from '../../core/unreachable.ts';
import { TextError } from '../text/text-error.ts';
import type { Entry, Tree } from '../text/tree.ts';
import { DEEPEST_JSON } from '../json/read-json.ts';
import { Entries, type MarkedEntry } from './entries.ts';
import { TAG_PREFIX, type AliasNode, type CollectionNode, type ScalarNode, type YamlNode } from './nodes.ts';
import { parseYaml } from './parser.ts';
import { resolveScalar, type Scalar } from './resolve.ts';

/** A key that was set twice in one mapping; the later value counts. */
interface RepeatedKey {
  readonly key: string;
  readonly range: Range;
  /** It was set before by a merge (`<<`). */
  readonly merged: boolean;
}

export interface Composed {
  readonly tree: Tree;
  readonly repeated: readonly RepeatedKey[];
  /** Where text begins that nobody reads: behind the first document. Null when there is none. */
  readonly unread: number | null;
}

/** Reads the first document of a YAML text. Throws a TextError where the API server cannot read it. */
export function readYaml(text: string): Composed {
  const { node, unread } = parseYaml(text);
  const composer = new Composer();
  const tree: Tree = node === null ? { kind: 'null', range: { start: 0, end: 0 } } : composer.tree(node);
  composer.throwUnfit(tree);
  return { tree, repeated: composer.repeated, unread };
}

/** A collection, an alias or a merge that is being read; only the innermost one goes on. */
type Frame =
  | { readonly kind: 'sequence'; readonly node: CollectionNode; readonly items: Tree[] }
  | {
      readonly kind: 'mapping';
      readonly node: CollectionNode;
      readonly entries: Entries;
      /** Its entries go into the mapping that it is merged into. */
      readonly merged: boolean;
      /** The place among the children of the key that comes next. */
      next: number;
      /** The entry whose value is being read. */
      entry: OpenEntry | null;
    }
  | { readonly kind: 'alias'; readonly node: AliasNode; tree: Tree | null }
  | { readonly kind: 'merge'; readonly sources: YamlNode[]; readonly entries: Entries };

type MappingFrame = Extract<Frame, { kind: 'mapping' }>;

/** An entry whose value is still to be read. */
type OpenEntry = Omit<MarkedEntry, 'value'> & { value: Tree };

/** Stands for a value until it is read. */
const notYet: Tree = { kind: 'null', range: { start: 0, end: 0 } };

class Composer {
  readonly repeated: RepeatedKey[] = [];
  /** What JSON cannot carry. Harmless where a later value of the same key takes its place. */
  private readonly unfit = new Map<object, TextError>();
  private readonly open = new Set<AliasNode>();
  private readonly frames: Frame[] = [];
  private root: Tree | undefined;
  /** How many collections are open, those behind aliases too. */
  private depth = 0;
  private steps = 1;
  private aliasSteps = 0;

  /** Turns a whole document into its tree. No recursion: a text may nest deeper than a stack reaches. */
  tree(root: YamlNode): Tree {
    this.begin(root);
    for (let frame = this.frames.at(-1); frame !== undefined; frame = this.frames.at(-1)) this.step(frame);
    return this.root as Tree;
  }

  /** Begins with a node. What has no parts is ready at once. */
  private begin(node: YamlNode): void {
    this.countStep(node);
    switch (node.type) {
      case 'alias':
        this.enter(node);
        return this.begin(node.target);
      case 'scalar':
        return this.deliver(this.scalar(node));
      case 'sequence':
        this.depth += 1;
        this.frames.push({ kind: 'sequence', node, items: [] });
        return;
      case 'mapping':
        this.depth += 1;
        this.frames.push({ kind: 'mapping', node, entries: new Entries(), merged: false, next: 0, entry: null });
        return;
      default:
        return unreachable(node);
    }
  }

  private step(frame: Frame): void {
    switch (frame.kind) {
      case 'sequence': {
        const { items, node } = frame;
        const child = node.children[items.length];
        if (child !== undefined) return this.begin(child);
        return this.close({ kind: 'array', items, range: node.range, flow: node.flow });
      }
      case 'mapping':
        return this.mapping(frame);
      case 'alias':
        this.frames.pop();
        this.open.delete(frame.node);
        if (frame.tree !== null) this.deliver(frame.tree);
        return;
      case 'merge': {
        const source = frame.sources.pop();
        if (source === undefined) this.frames.pop();
        else this.merge(source, frame.entries);
        return;
      }
      default:
        return unreachable(frame);
    }
  }

  /** Ends the innermost collection. */
  private close(tree: Tree): void {
    this.frames.pop();
    if (this.depth > DEEPEST_JSON) this.unfit.set(tree, new TextError('this is nested too deeply', tree.range));
    this.depth -= 1;
    this.deliver(tree);
  }

  /** Hands a finished value to whatever it is a part of. */
  private deliver(tree: Tree): void {
    const frame = this.frames.at(-1);
    if (frame === undefined) this.root = tree;
    else if (frame.kind === 'sequence') frame.items.push(tree);
    else if (frame.kind === 'mapping') this.setEntry(frame, tree);
    else if (frame.kind === 'alias') frame.tree = tree;
  }

  /** go-yaml's guard against documents that blow up through aliases. */
  private countStep(node: YamlNode): void {
    this.steps += 1;
    if (this.open.size > 0) this.aliasSteps += 1;
    if (this.aliasSteps <= 100) return;
    const allowed = 0.99 - 0.89 * Math.min(1, Math.max(0, (this.steps - 400_000) / 3_600_000));
    if (this.steps > 1000 && this.aliasSteps / this.steps > allowed) {
      throw new TextError('too much of the document comes from aliases', node.range);
    }
  }

  private enter(node: AliasNode): void {
    if (this.open.has(node)) throw new TextError(`the anchor &${node.name} contains itself`, node.range);
    this.open.add(node);
    this.frames.push({ kind: 'alias', node, tree: null });
  }

  private scalar(node: ScalarNode): Tree {
    if (isPlainly(node)) return { kind: 'string', value: node.value, range: node.range };
    const scalar = this.resolve(node);
    const range = node.range;
    switch (scalar.kind) {
      case 'null':
        return { kind: 'null', range };
      case 'string':
        return { kind: 'string', value: scalar.value, range };
      case 'bool':
        return { kind: 'bool', value: scalar.value, source: node.value, range };
      case 'int':
        return { kind: 'number', literal: String(scalar.value), source: node.value, range };
      case 'float': {
        const literal = Object.is(scalar.value, -0) ? '-0' : String(scalar.value);
        const tree: Tree = { kind: 'number', literal, source: node.value, range };
        if (!Number.isFinite(scalar.value)) {
          const help = `write "${node.value}" for the text`;
          this.unfit.set(tree, new TextError(`${node.value} is a number that JSON does not have`, range, help));
        }
        return tree;
      }
      default:
        return unreachable(scalar);
    }
  }

  private resolve(node: ScalarNode): Scalar {
    if (node.tag === '' && !node.implicit) return { kind: 'string', value: node.value };
    const resolved = resolveScalar(node.tag, node.value);
    if (resolved.kind === 'error') throw new TextError(resolved.message, node.range);
    return resolved;
  }

  private mapping(frame: MappingFrame): void {
    const { node, entries, merged } = frame;
    // Values that are ready at once need no turn of their own.
    do {
      const keyNode = node.children[frame.next];
      if (keyNode === undefined) {
        if (!merged) this.close({ kind: 'object', entries: entries.list.slice(), range: node.range });
        else this.frames.pop();
        return;
      }
      const valueNode = node.children[frame.next + 1] as YamlNode;
      frame.next += 2;
      if (isMerge(keyNode)) {
        // The first of several counts most, so it is set last: they are taken from the end.
        const sources = valueNode.type === 'sequence' ? [...valueNode.children] : [valueNode];
        this.frames.push({ kind: 'merge', sources, entries });
        return;
      }
      frame.entry = this.entry(keyNode, merged);
      this.begin(valueNode);
    } while (frame.entry === null);
  }

  private setEntry(frame: MappingFrame, value: Tree): void {
    const { entry, entries } = frame;
    if (entry === null) return;
    frame.entry = null;
    entry.value = value;
    const before = entries.set(entry);
    if (before !== undefined) this.repeated.push({ key: entry.key, range: entry.keyRange, merged: before.merged });
  }

  private merge(source: YamlNode, entries: Entries): void {
    const target = source.type === 'alias' ? source.target : source;
    if (target.type !== 'mapping') {
      throw new TextError('"<<" merges mappings only', source.range, 'write: <<: *name-of-a-mapping');
    }
    this.countStep(source);
    if (source.type === 'alias') {
      this.enter(source);
      this.countStep(target);
    }
    this.frames.push({ kind: 'mapping', node: target, entries, merged: true, next: 0, entry: null });
  }

  private entry(node: YamlNode, merged: boolean): OpenEntry {
    this.countStep(node);
    if (node.type !== 'alias') return this.entryOf(node, node.range, merged);
    this.open.add(node);
    this.countStep(node.target);
    this.open.delete(node);
    return this.entryOf(node.target, node.range, merged);
  }

  private entryOf(node: YamlNode, keyRange: Range, merged: boolean): OpenEntry {
    if (node.type !== 'scalar')
      throw new TextError('a list or a mapping cannot be a key', node.range, 'write: key: value');
    if (isPlainly(node)) return { key: node.value, keyRange, value: notYet, identity: node.value, merged };
    const scalar = this.resolve(node);
    switch (scalar.kind) {
      case 'string':
        return { key: scalar.value, keyRange, value: notYet, identity: scalar.value, merged };
      case 'bool':
        return { key: String(scalar.value), keyRange, value: notYet, identity: scalar.value, merged };
      case 'int': {
        const entry = { key: String(scalar.value), keyRange, value: notYet, identity: scalar.value, merged };
        return scalar.value < 2n ** 63n ? entry : this.unfitKey(entry, 'this number is too large for a key');
      }
      case 'float': {
        // Nothing is the same as NaN, not even NaN.
        const identity = Number.isNaN(scalar.value) ? node : scalar.value;
        return { key: String(scalar.value), keyRange, value: notYet, identity, merged };
      }
      case 'null':
        return this.unfitKey(
          { key: '', keyRange, value: notYet, identity: null, merged },
          'a key is missing before the ":"',
        );
      default:
        return unreachable(scalar);
    }
  }

  private unfitKey(entry: OpenEntry, message: string): OpenEntry {
    this.unfit.set(entry, new TextError(message, entry.keyRange, 'write: key: value'));
    return entry;
  }

  /** Throws for the first thing in the finished tree that JSON cannot carry. */
  throwUnfit(root: Tree): void {
    if (this.unfit.size === 0) return;
    const left: (Tree | Entry)[] = [root];
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      const error = this.unfit.get(part);
      if (error !== undefined) throw error;
      if ('keyRange' in part) left.push(part.value);
      else for (const inner of partsOf(part).toReversed()) left.push(inner);
    }
  }
}

function partsOf(tree: Tree): readonly (Tree | Entry)[] {
  if (tree.kind === 'array') return tree.items;
  return tree.kind === 'object' ? tree.entries : [];
}

/** Letters that begin a word for another type, such as yes and null. None of these words is long. */
const doubtful = 'fFnNoOtTyY';
const LONGEST_WORD = 5;

/** Whether a scalar is a string beyond doubt: quoted, or beginning as no value of another type does. */
function isPlainly({ tag, implicit, value }: ScalarNode): boolean {
  if (tag !== '') return false;
  if (!implicit) return true;
  const first = value.charCodeAt(0);
  const isLetter = (first >= 0x61 && first <= 0x7a) || (first >= 0x41 && first <= 0x5a) || first === 0x2f;
  return isLetter && (value.length > LONGEST_WORD || !doubtful.includes(value[0] ?? ''));
}

function isMerge(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === '<<' && (node.implicit || node.tag === `${TAG_PREFIX}merge`);
}
