// Turns YAML nodes into the tree of JSON values that Kubernetes sees: types, aliases, merge keys, repeated keys.
// Source of the behaviour: go.yaml.in/yaml/v2 decode.go, sigs.k8s.io/yaml yaml.go.
import type { Range } from '../../core/diagnostic.ts';
import { unreachable } from '../../core/unreachable.ts';
import { TextError } from '../text/text-error.ts';
import type { Entry, Tree } from '../text/tree.ts';
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
  const tree: Tree = node === null ? { kind: 'null', range: { start: 0, end: 0 } } : composer.value(node);
  composer.throwUnfit(tree);
  return { tree, repeated: composer.repeated, unread };
}

type MarkedEntry = Entry & { readonly merged: boolean };

/** More entries than this are looked up by a map. */
const FEW = 12;

/** The entries of a mapping by the identity of their keys, which is finer than their text: 1 is neither 1.0 nor "1". */
class Entries {
  readonly list: MarkedEntry[] = [];
  private readonly identities: unknown[] = [];
  private places: Map<unknown, number> | undefined;

  /** Gives the entry whose place a new one takes, if there is one. */
  set(identity: unknown, entry: MarkedEntry): MarkedEntry | undefined {
    const place = this.placeOf(identity);
    const before = this.list[place];
    if (before === undefined) {
      this.places?.set(identity, this.list.length);
      this.identities.push(identity);
      this.list.push(entry);
    } else {
      this.list[place] = entry;
    }
    return before;
  }

  private placeOf(identity: unknown): number {
    if (this.list.length <= FEW) return this.identities.indexOf(identity);
    this.places ??= new Map(this.identities.map((known, place) => [known, place]));
    return this.places.get(identity) ?? -1;
  }
}

class Composer {
  readonly repeated: RepeatedKey[] = [];
  /** What JSON cannot carry. Harmless where a later value of the same key takes its place. */
  private readonly unfit = new Map<object, TextError>();
  private readonly open = new Set<AliasNode>();
  private steps = 1;
  private aliasSteps = 0;

  value(node: YamlNode): Tree {
    this.countStep(node);
    switch (node.type) {
      case 'alias':
        return this.alias(node, (target) => this.value(target));
      case 'scalar':
        return this.scalar(node);
      case 'sequence': {
        // A loop and no callback: each level of nesting costs stack.
        const items: Tree[] = [];
        for (const child of node.children) items.push(this.value(child));
        return { kind: 'array', items, range: rangeOf(node), flow: node.flow };
      }
      case 'mapping': {
        const entries = new Entries();
        this.mapping(node, entries, false);
        return { kind: 'object', entries: entries.list, range: rangeOf(node) };
      }
      default:
        return unreachable(node);
    }
  }

  /** go-yaml's guard against documents that blow up through aliases. */
  private countStep(node: YamlNode): void {
    this.steps += 1;
    if (this.open.size > 0) this.aliasSteps += 1;
    if (this.aliasSteps <= 100) return;
    const allowed = 0.99 - 0.89 * Math.min(1, Math.max(0, (this.steps - 400_000) / 3_600_000));
    if (this.steps > 1000 && this.aliasSteps / this.steps > allowed) {
      throw new TextError('too much of the document comes from aliases', rangeOf(node));
    }
  }

  private alias<Result>(node: AliasNode, read: (target: YamlNode) => Result): Result {
    if (this.open.has(node)) throw new TextError(`the anchor &${node.name} contains itself`, rangeOf(node));
    this.open.add(node);
    const result = read(node.target);
    this.open.delete(node);
    return result;
  }

  private scalar(node: ScalarNode): Tree {
    if (isPlainly(node)) return { kind: 'string', value: node.value, range: rangeOf(node) };
    const scalar = this.resolve(node);
    const range = rangeOf(node);
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
    if (resolved.kind === 'error') throw new TextError(resolved.message, rangeOf(node));
    return resolved;
  }

  private mapping(node: CollectionNode, entries: Entries, merged: boolean): void {
    for (let index = 0; index < node.children.length; index += 2) {
      const keyNode = node.children[index] as YamlNode;
      const valueNode = node.children[index + 1] as YamlNode;
      if (isMerge(keyNode)) {
        this.merge(valueNode, entries);
        continue;
      }
      const { identity, key, unfit } = this.key(keyNode);
      const value = this.value(valueNode);
      const keyRange = rangeOf(keyNode);
      const entry = { key, keyRange, value, merged };
      const before = entries.set(identity, entry);
      if (before !== undefined) this.repeated.push({ key, range: keyRange, merged: before.merged });
      if (unfit !== undefined) this.unfit.set(entry, new TextError(unfit, keyRange, 'write: key: value'));
    }
  }

  private merge(node: YamlNode, entries: Entries): void {
    // The first of several counts most, so it is set last.
    const sources = node.type === 'sequence' ? node.children.toReversed() : [node];
    for (const source of sources) {
      const target = source.type === 'alias' ? source.target : source;
      if (target.type !== 'mapping') {
        throw new TextError('"<<" merges mappings only', rangeOf(source), 'write: <<: *name-of-a-mapping');
      }
      this.countStep(source);
      if (source.type === 'alias') {
        this.alias(source, () => {
          this.countStep(target);
          this.mapping(target, entries, true);
        });
      } else {
        this.mapping(target, entries, true);
      }
    }
  }

  private key(node: YamlNode): { identity: unknown; key: string; unfit?: string } {
    this.countStep(node);
    if (node.type === 'alias') return this.alias(node, (target) => this.key(target));
    if (node.type !== 'scalar')
      throw new TextError('a list or a mapping cannot be a key', rangeOf(node), 'write: key: value');
    if (isPlainly(node)) return { identity: node.value, key: node.value };
    const scalar = this.resolve(node);
    switch (scalar.kind) {
      case 'string':
        return { identity: scalar.value, key: scalar.value };
      case 'bool':
        return { identity: scalar.value, key: String(scalar.value) };
      case 'int':
        if (scalar.value < 2n ** 63n) return { identity: scalar.value, key: String(scalar.value) };
        return { identity: scalar.value, key: '', unfit: 'this number is too large for a key' };
      case 'float':
        return { identity: Number.isNaN(scalar.value) ? node : scalar.value, key: String(scalar.value) };
      case 'null':
        return { identity: null, key: '', unfit: 'a key is missing before the ":"' };
      default:
        return unreachable(scalar);
    }
  }

  /** Throws for the first thing in the finished tree that JSON cannot carry. */
  throwUnfit(tree: Tree): void {
    if (this.unfit.size === 0) return;
    const error = this.unfit.get(tree);
    if (error !== undefined) throw error;
    if (tree.kind === 'array') for (const item of tree.items) this.throwUnfit(item);
    if (tree.kind !== 'object') return;
    for (const entry of tree.entries) {
      const wrongKey = this.unfit.get(entry);
      if (wrongKey !== undefined) throw wrongKey;
      this.throwUnfit(entry.value);
    }
  }
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

function rangeOf({ start, end }: YamlNode): Range {
  return { start, end: Math.max(start, end) };
}
