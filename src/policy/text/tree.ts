// A policy's text as a tree of JSON values, each with its place: what the YAML and the JSON reader both give.
import type { Range } from '../../core/diagnostic.ts';

/** A key, where it stands, and its value. */
export interface Entry extends Range {
  readonly key: string;
  readonly value: Tree;
}

/** A value and where it stands. A JSON object keeps repeated keys, in order; a YAML mapping has lost them. */
export type Tree = Range &
  (
    | { readonly kind: 'object'; readonly entries: readonly Entry[] }
    | { readonly kind: 'array'; readonly items: readonly Tree[]; readonly flow: boolean }
    | { readonly kind: 'string'; readonly value: string }
    /** The text that stood in the file, and the number as JSON would carry it. */
    | { readonly kind: 'number'; readonly literal: string; readonly source: string }
    | { readonly kind: 'bool'; readonly value: boolean; readonly source: string }
    | { readonly kind: 'null' }
  );

/** A path into a document: keys and indexes. */
export type Path = readonly (string | number)[];

/** The entry of a key; the last of several, which is the one that counts. */
export function entryOf(tree: Tree | undefined, key: string): Entry | undefined {
  return tree?.kind === 'object' ? tree.entries.findLast((entry) => entry.key === key) : undefined;
}

/** The value at a path. */
export function treeAt(tree: Tree | undefined, path: Path): Tree | undefined {
  let at = tree;
  for (const step of path) {
    if (typeof step === 'number') at = at?.kind === 'array' ? at.items[step] : undefined;
    else at = entryOf(at, step)?.value;
  }
  return at;
}

/** The place of a path, or of the nearest part of it that is there; for an empty value that of its key. */
export function placeOf(root: Tree | undefined, path: Path): Range {
  let place = root === undefined ? { start: 0, end: 0 } : startOf(root);
  let at = root;
  for (const step of path) {
    if (typeof step === 'number') {
      at = at?.kind === 'array' ? at.items[step] : undefined;
      if (at === undefined) return place;
      place = shown(at) ?? place;
    } else {
      const entry = entryOf(at, step);
      if (entry === undefined) return place;
      at = entry.value;
      place = shown(at) ?? rangeOf(entry);
    }
  }
  return place;
}

/** A collection is pointed at by its first character; an empty scalar has no place. */
function shown(tree: Tree): Range | undefined {
  if (tree.end === tree.start) return undefined;
  return tree.kind === 'object' || tree.kind === 'array' ? startOf(tree) : rangeOf(tree);
}

/** A place without its value. */
export function rangeOf({ start, end }: Range): Range {
  return { start, end };
}

function startOf({ start, end }: Range): Range {
  return { start, end: Math.min(end, start + 1) };
}

/** Kubernetes' spelling of a path: rules[0].resources[1].group */
export function spellPath(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

/** Reads Kubernetes' spelling of a path: "rules[0].resources.group" → ["rules", 0, "resources", "group"]. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) => (key === undefined ? Number(index) : key));
}
