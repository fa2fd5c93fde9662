// Messages for what the decoder found: wrong types, unknown fields, repeated keys.
import { unreachable } from '../../core/unreachable.ts';
import { nearest } from '../../core/nearest.ts';
import type { Remark } from '../model/diagnostic.ts';
import { rangeOf, spellPath, type Tree } from '../text/tree.ts';
import type { Note } from './decode.ts';
import type { Shape } from './shape.ts';

type WrongType = Extract<Note, { type: 'wrong-type' }>;
type Unknown = Extract<Note, { type: 'unknown' }>;

/** A value of a type that Go refuses; the API server does not start. */
export function wrongTypeRemark({ path, tree, expected }: WrongType): Remark {
  const { help, text } = quoting(tree, expected);
  return {
    id: 'type',
    severity: 'error',
    message: `${spellPath(path) || 'the file'} must be ${nameOf(expected)}, not ${treeText(tree)}`,
    path: spellPath(path),
    help,
    fix: text === undefined || tree.end === tree.start ? undefined : { ...rangeOf(tree), text },
  };
}

/** What to write instead, where only the quotes of a scalar or the brackets of a list are missing. */
function quoting(tree: Tree, expected: Shape): { help: string | undefined; text?: string } {
  const scalar = writtenScalar(tree);
  if (scalar === null) return { help: undefined };
  if (expected.type === 'string' && tree.kind !== 'string') {
    return { help: `write "${scalar}", or YAML reads ${treeText(tree)}`, text: JSON.stringify(scalar) };
  }
  const wanted = expected.type === 'pointer' ? expected.of : expected;
  if (wanted.type === 'bool' && (scalar === 'true' || scalar === 'false')) {
    return { help: `write ${scalar} without quotes` };
  }
  if (expected.type === 'list' && expected.of.type === 'string') return { help: `write [${JSON.stringify(scalar)}]` };
  if (expected.type === 'list') return { help: 'write a list: one "- " entry per item' };
  return { help: undefined };
}

function writtenScalar(tree: Tree): string | null {
  if (tree.kind === 'string') return tree.value;
  return tree.kind === 'bool' || tree.kind === 'number' ? tree.source : null;
}

/** A field that the API server does not know, and ignores. */
export function unknownRemark({ path, range, within, key }: Unknown): Remark {
  const known = within.type === 'struct' ? [...within.fields.keys()] : [];
  const meant = nearest(key, known) ?? singularOf(key, known);
  return {
    id: 'unknown-field',
    severity: 'warning',
    message: `the API server ignores "${key}": a ${within.type === 'struct' ? within.name : 'mapping'} has no such field`,
    path: spellPath(path),
    help: meant === null ? `it has ${known.join(', ')}` : `did you mean ${meant}?`,
    fix: meant === null ? undefined : { start: range.start, end: range.end, text: meant },
  };
}

function singularOf(key: string, known: readonly string[]): string | null {
  return known.find((name) => name.toLowerCase() === `${key.toLowerCase()}s`) ?? null;
}

export function repeatedRemark(key: string, path: string | undefined, merged: boolean): Remark {
  return {
    id: 'duplicate-key',
    severity: 'warning',
    message: merged
      ? `"${key}" was set by a merge before; the API server warns, and uses the later value`
      : `"${key}" is set twice; the API server uses the last`,
    path,
    help: 'keep one of them',
  };
}

function nameOf(shape: Shape): string {
  switch (shape.type) {
    case 'string':
      return 'a text';
    case 'bool':
      return 'true or false';
    case 'int64':
      return 'a whole number';
    case 'time':
      return 'a time such as 2026-01-31T12:00:00Z';
    case 'pointer':
      return nameOf(shape.of);
    case 'list':
      return shape.of.type === 'string' ? 'a list of strings' : 'a list';
    case 'map':
    case 'struct':
      return 'a mapping';
    case 'any':
      return 'a value';
    default:
      return unreachable(shape);
  }
}

function treeText(tree: Tree): string {
  switch (tree.kind) {
    case 'object':
      return 'a mapping';
    case 'array':
      return 'a list';
    case 'string':
      return `the string ${JSON.stringify(tree.value)}`;
    case 'number':
      return `the number ${tree.source}`;
    case 'bool':
      return `the boolean ${tree.source}`;
    case 'null':
      return 'nothing';
    default:
      return unreachable(tree);
  }
}
