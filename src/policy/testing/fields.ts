// The fields of a test file as trees, and their values as texts; a TextError says where one is wrong.
import { unreachable } from '../../core/unreachable.ts';
import { TextError } from '../text/text-error.ts';
import type { Tree } from '../text/tree.ts';

/** Trees by the names of their fields. */
export type Fields = Readonly<Record<string, Tree | undefined>>;

/** The fields of a mapping that has only `known` ones; `what` it is, for the error. */
export function fields(tree: Tree, what: string, known: readonly string[]): Record<string, Tree> {
  if (tree.kind !== 'object') throw new TextError(`${what} must be a mapping`, tree);
  for (const entry of tree.entries) {
    if (!known.includes(entry.key))
      throw new TextError(`${what} has no field "${entry.key}"`, entry, `it has ${known.join(', ')}`);
  }
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, value]));
}

/** A scalar as it was written. */
export function textOf(tree: Tree): string {
  switch (tree.kind) {
    case 'string':
      return tree.value;
    case 'number':
    case 'bool':
      return tree.source;
    case 'null':
      return '';
    case 'array':
    case 'object':
      throw new TextError('a string is expected here', tree);
    default:
      return unreachable(tree);
  }
}

/** A list of scalars, or one. */
export function textsOf(tree: Tree): readonly string[] {
  return tree.kind === 'array' ? tree.items.map(textOf) : [textOf(tree)];
}
