// Messages for what the decoder found: wrong types, unknown fields, repeated keys.
import { unreachable } from '../../core/unreachable.ts';
import type { Remark } from '../model/diagnostic.ts';
import { rangeOf, spellPath, type Path, type Tree } from '../text/tree.ts';
import { asList, followsKey } from './as-list.ts';
import type { Note } from './decode.ts';
import { cureOf, leftOf } from './ignored-key.ts';
import { meantField, renaming } from './rename.ts';
import type { Shape } from './shape.ts';

type WrongType = Extract<Note, { type: 'wrong-type' }>;
type Unknown = Extract<Note, { type: 'unknown' }>;

/** A value of a type that Go refuses; the API server does not start. */
export function wrongTypeRemark(note: WrongType, text: string): Remark {
  const { path, tree, expected } = note;
  return {
    id: 'type',
    severity: 'error',
    message: `${spellPath(path) || 'the file'} must be ${nameOf(expected)}, not ${treeText(tree)}`,
    path: spellPath(path),
    ...typeCure(note, text),
  };
}

/** What to write instead, where only the quotes of a scalar or the brackets of a list are missing. */
function typeCure({ path, tree, expected }: WrongType, text: string): Pick<Remark, 'help' | 'fix'> {
  const scalar = writtenScalar(tree);
  if (scalar === null) return {};
  if (expected.type === 'string' && tree.kind !== 'string') {
    const fix = tree.end === tree.start ? undefined : { ...rangeOf(tree), text: JSON.stringify(scalar) };
    return { help: `write "${scalar}", or YAML reads ${treeText(tree)}`, fix };
  }
  const wanted = expected.type === 'pointer' ? expected.of : expected;
  if (wanted.type === 'bool' && (scalar === 'true' || scalar === 'false')) {
    return { help: `write ${scalar} without quotes` };
  }
  if (expected.type === 'list' && expected.of.type === 'string') return listCure(path, tree, scalar, text);
  return expected.type === 'list' ? { help: 'write a list: one "- " entry per item' } : {};
}

/** A list of what should be one: several words may be several values, and "*" may mean all, so that they stay. */
function listCure(path: Path, tree: Tree, scalar: string, text: string): Pick<Remark, 'help' | 'fix'> {
  const list = asList(String(path.at(-1)), tree, text);
  if (list === null) return { help: `write [${JSON.stringify(scalar)}]` };
  return { help: `write ${list}`, fix: followsKey(path, tree, text) ? { ...rangeOf(tree), text: list } : undefined };
}

function writtenScalar(tree: Tree): string | null {
  if (tree.kind === 'string') return tree.value;
  return tree.kind === 'bool' || tree.kind === 'number' ? tree.source : null;
}

/** A field that the API server does not know, and ignores. */
export function unknownRemark(note: Unknown, text: string): Remark {
  const { key, path, within } = note;
  const known = within.type === 'struct' ? [...within.fields.keys()] : [];
  const meant = meantField(key, known);
  const help = cureOf(note) ?? `it has ${known.join(', ')}`;
  const left = leftOf(note);
  const name = within.type === 'struct' ? within.name : 'mapping';
  const what = `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
  return {
    id: 'unknown-field',
    severity: 'warning',
    message: `the API server ignores "${key}": ${what} has no such field${left === null ? '' : `; ${left}`}`,
    path: spellPath(path),
    help,
    fix: meant === null || help !== `did you mean ${meant}?` ? undefined : renaming(note, meant, text),
  };
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
