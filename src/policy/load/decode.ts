// Decodes a tree by a shape as Go's JSON decoder fills a struct, and notes every wrong type, unknown and repeated field.
// Source of the behaviour: sigs.k8s.io/json, a fork of encoding/json that minds the case of names.
import type { Range } from '../../core/diagnostic.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { Path, Tree } from '../text/tree.ts';
import { isRfc3339 } from './rfc3339.ts';
import type { Shape } from './shape.ts';

/** What the decoder has to say about one place. */
export type Note =
  | { readonly type: 'wrong-type'; readonly path: Path; readonly tree: Tree; readonly expected: Shape }
  | {
      readonly type: 'unknown';
      readonly path: Path;
      readonly range: Range;
      readonly within: Shape;
      readonly key: string;
    }
  | { readonly type: 'repeated'; readonly path: Path; readonly range: Range; readonly key: string };

/** A list as Go keeps it: shortening it leaves the rest of the array in memory, where a later value may find it. */
interface GoList {
  readonly array: unknown[];
  length: number;
}

/** A path that costs nothing until somebody asks for it. */
type Trail = { readonly parent: Trail; readonly step: string | number } | null;

function pathOf(trail: Trail): Path {
  const steps: (string | number)[] = [];
  for (let at = trail; at !== null; at = at.parent) steps.push(at.step);
  return steps.toReversed();
}

/** Decodes into nothing: every value starts as Go's zero. */
export function decode(tree: Tree, shape: Shape, notes: Note[]): unknown {
  return plain(into(tree, shape, zero(shape), null, notes), shape);
}

function zero(shape: Shape): unknown {
  switch (shape.type) {
    case 'string':
    case 'time':
      return '';
    case 'bool':
      return false;
    case 'int64':
      return '0';
    case 'struct':
      return {};
    case 'list':
      return { array: [], length: 0 } satisfies GoList;
    default:
      return null;
  }
}

/** The value after the tree was decoded over an earlier one. */
function into(tree: Tree, shape: Shape, before: unknown, path: Trail, notes: Note[]): unknown {
  if (tree.kind === 'null') {
    // Null empties pointers, lists and maps, and leaves the rest as it was.
    const empties = shape.type === 'pointer' || shape.type === 'list' || shape.type === 'map' || shape.type === 'any';
    return empties || shape.type === 'time' ? zero(shape) : before;
  }
  const wrong = (): unknown => {
    notes.push({ type: 'wrong-type', path: pathOf(path), tree, expected: shape });
    return before;
  };
  switch (shape.type) {
    case 'any':
      return tree;
    case 'string':
      return tree.kind === 'string' ? tree.value : wrong();
    case 'bool':
      return tree.kind === 'bool' ? tree.value : wrong();
    case 'int64':
      return tree.kind === 'number' && isInt64(tree.literal) ? tree.literal : wrong();
    case 'time':
      return tree.kind === 'string' && isRfc3339(tree.value) ? tree.value : wrong();
    case 'pointer':
      return into(tree, shape.of, before ?? zero(shape.of), path, notes);
    case 'list':
      return tree.kind === 'array' ? intoList(tree.items, shape.of, before as GoList, path, notes) : wrong();
    case 'map':
      return tree.kind === 'object' ? intoMap(tree, shape.of, before, path, notes) : wrong();
    case 'struct':
      return tree.kind === 'object' ? intoStruct(tree, shape, before, path, notes) : wrong();
    default:
      return unreachable(shape);
  }
}

function intoList(items: readonly Tree[], shape: Shape, list: GoList, path: Trail, notes: Note[]): GoList {
  if (items.length === 0) return { array: [], length: 0 };
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index] as Tree;
    // By far the most of all values.
    if (item.kind === 'string' && shape.type === 'string') list.array[index] = item.value;
    else list.array[index] = into(item, shape, list.array[index] ?? zero(shape), { parent: path, step: index }, notes);
  }
  list.length = items.length;
  return list;
}

type Entries = Extract<Tree, { kind: 'object' }>;

function intoMap({ entries }: Entries, shape: Shape, before: unknown, path: Trail, notes: Note[]): unknown {
  const map = (before ?? new Map()) as Map<string, unknown>;
  const seen = new Set<string>();
  for (const { key, keyRange, value } of entries) {
    if (seen.has(key))
      notes.push({ type: 'repeated', path: pathOf({ parent: path, step: key }), range: keyRange, key });
    seen.add(key);
    map.set(key, into(value, shape, zero(shape), { parent: path, step: key }, notes));
  }
  return map;
}

function intoStruct(
  { entries }: Entries,
  shape: Extract<Shape, { type: 'struct' }>,
  before: unknown,
  path: Trail,
  notes: Note[],
): unknown {
  const struct = before as Record<string, unknown>;
  const seen = new Set<string>();
  for (const { key, keyRange, value } of entries) {
    const field = shape.fields[key];
    if (field === undefined) {
      notes.push({ type: 'unknown', path: pathOf({ parent: path, step: key }), range: keyRange, within: shape, key });
      continue;
    }
    if (seen.has(key))
      notes.push({ type: 'repeated', path: pathOf({ parent: path, step: key }), range: keyRange, key });
    seen.add(key);
    struct[key] = into(value, field, struct[key] ?? zero(field), { parent: path, step: key }, notes);
  }
  return struct;
}

/** Go's lists as plain ones, missing fields as their zero. */
function plain(value: unknown, shape: Shape): unknown {
  if (shape.type === 'list') return plainList(value as GoList, shape.of);
  if (shape.type !== 'struct') return value;
  const given = value as Record<string, unknown>;
  const struct: Record<string, unknown> = {};
  for (const [name, field] of shape.order) {
    const found = given[name];
    struct[name] = found === undefined && field.type === 'list' ? [] : plain(found ?? zero(field), field);
  }
  return struct;
}

function plainList({ array, length }: GoList, shape: Shape): unknown {
  const items = array.length === length ? array : array.slice(0, length);
  if (shape.type !== 'struct') return items;
  for (let index = 0; index < items.length; index += 1) items[index] = plain(items[index], shape);
  return items;
}

function isInt64(literal: string): boolean {
  if (!/^-?\d+$/.test(literal)) return false;
  const value = BigInt(literal);
  return value >= -(2n ** 63n) && value < 2n ** 63n;
}
