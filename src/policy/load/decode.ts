// Decodes a tree by a shape as Go's JSON decoder fills a struct, and notes every wrong type, unknown and repeated field.
// Source of the behaviour: sigs.k8s.io/json, a fork of encoding/json that compares names with their case.
import type { Range } from '../../core/diagnostic.ts';
import type { Entry, Path, Tree } from '../text/tree.ts';
import { isRfc3339 } from './rfc3339.ts';
import { zeroOf, type Shape, type StructShape } from './shape.ts';

/** A remark of the decoder about one place. */
export type Note =
  | { readonly type: 'wrong-type'; readonly path: Path; readonly tree: Tree; readonly expected: Shape }
  | {
      readonly type: 'unknown';
      readonly path: Path;
      readonly range: Range;
      readonly within: Shape;
      readonly key: string;
      readonly value: Tree;
      /** The mapping in which it stands. */
      readonly beside: readonly Entry[];
    }
  | { readonly type: 'repeated'; readonly path: Path; readonly range: Range; readonly key: string };

/** Decodes into an empty value: everything starts as Go's zero value. */
export function decode(tree: Tree, shape: Shape, notes: Note[]): unknown {
  return new Decoder(notes).into(tree, shape, zeroOf(shape));
}

type Entries = Extract<Tree, { kind: 'object' }>;

/** Values are never changed, only replaced, so that all zeros can be one. */
class Decoder {
  private readonly notes: Note[];
  /** Of the value that is decoded. */
  private readonly path: (string | number)[] = [];
  /** Go shortens a list and leaves the rest of its array in memory, where a later value may find it. */
  private readonly arrays = new Map<unknown, readonly unknown[]>();

  constructor(notes: Note[]) {
    this.notes = notes;
  }

  /** The value after the tree was decoded over an earlier one. */
  into(tree: Tree, shape: Shape, before: unknown): unknown {
    if (shape.type === 'any' && tree.kind !== 'null') return tree;
    if (tree.kind === 'null') return emptiedByNull(shape) ? zeroOf(shape) : before;
    if (shape.type === 'pointer') return this.into(tree, shape.of, before ?? zeroOf(shape.of));
    const value = this.collection(tree, shape, before) ?? scalarOf(tree, shape);
    if (value !== undefined) return value;
    this.notes.push({ type: 'wrong-type', path: [...this.path], tree, expected: shape });
    return before;
  }

  /** Undefined where the tree is not a collection of this shape. */
  private collection(tree: Tree, shape: Shape, before: unknown): unknown {
    if (tree.kind === 'array') {
      return shape.type === 'list' ? this.list(tree.items, shape.of, before as readonly unknown[]) : undefined;
    }
    if (tree.kind !== 'object') return undefined;
    if (shape.type === 'struct') return this.struct(tree, shape, before as object);
    return shape.type === 'map' ? this.map(tree, shape.of, before) : undefined;
  }

  private list(items: readonly Tree[], shape: Shape, before: readonly unknown[]): readonly unknown[] {
    if (items.length === 0) return [];
    const array = before.length === 0 ? before : (this.arrays.get(before) ?? before);
    const decoded: unknown[] = [];
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index] as Tree;
      // By far the most frequent values.
      if (shape.type === 'string' && item.kind === 'string') decoded.push(item.value);
      else decoded.push(this.within(index, item, shape, array[index] ?? zeroOf(shape)));
    }
    if (array.length > decoded.length) this.arrays.set(decoded, [...decoded, ...array.slice(decoded.length)]);
    return decoded;
  }

  private map({ entries }: Entries, shape: Shape, before: unknown): ReadonlyMap<string, unknown> {
    const map = new Map((before ?? []) as ReadonlyMap<string, unknown>);
    const seen = new Set<string>();
    for (const { key, value, start, end } of entries) {
      if (seen.has(key)) this.repeated(key, { start, end });
      seen.add(key);
      map.set(key, this.within(key, value, shape, zeroOf(shape)));
    }
    return map;
  }

  private struct({ entries }: Entries, shape: StructShape, before: object): unknown {
    const struct: Record<string, unknown> = { ...before };
    let seen = 0;
    for (const { key, value, start, end } of entries) {
      const field = shape.fields.get(key);
      if (field === undefined) {
        const path = [...this.path, key];
        this.notes.push({ type: 'unknown', path, range: { start, end }, within: shape, key, value, beside: entries });
        continue;
      }
      if ((seen & field.bit) !== 0) this.repeated(key, { start, end });
      seen |= field.bit;
      // By the shape's own text of the name: the engine has it interned, and need not compare its characters.
      const { name } = field;
      struct[name] = this.within(name, value, field.shape, struct[name]);
    }
    return struct;
  }

  private within(step: string | number, tree: Tree, shape: Shape, before: unknown): unknown {
    this.path.push(step);
    const value = this.into(tree, shape, before);
    this.path.pop();
    return value;
  }

  private repeated(key: string, range: Range): void {
    this.notes.push({ type: 'repeated', path: [...this.path, key], range, key });
  }
}

/** Null empties pointers, lists, maps and times, and leaves the rest as it was. */
function emptiedByNull({ type }: Shape): boolean {
  return type !== 'string' && type !== 'bool' && type !== 'int64' && type !== 'struct';
}

/** The value of a scalar; undefined where it is not of this shape. A number keeps its text. */
function scalarOf(tree: Tree, { type }: Shape): string | boolean | undefined {
  switch (tree.kind) {
    case 'string':
      return type === 'string' || (type === 'time' && isRfc3339(tree.value)) ? tree.value : undefined;
    case 'bool':
      return type === 'bool' ? tree.value : undefined;
    case 'number':
      return type === 'int64' && isInt64(tree.literal) ? tree.literal : undefined;
    default:
      return undefined;
  }
}

function isInt64(literal: string): boolean {
  if (!/^-?\d+$/.test(literal)) return false;
  const value = BigInt(literal);
  return value >= -(2n ** 63n) && value < 2n ** 63n;
}
