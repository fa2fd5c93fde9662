// Where in a policy's text a value stands, by the path that the API server names.
import type { Range } from '../core/diagnostic.ts';
import { loadWithPlaces } from './load.ts';
import { placeOf as placeInTree, type Path, type Tree } from './text/tree.ts';

export type { Path } from './text/tree.ts';

/** The places of a policy's values; nothing where the text cannot be read. */
export type Places = Tree | undefined;

/** Reads Kubernetes' spelling of a path: "rules[0].resources.group" → ["rules", 0, "resources", "group"]. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) => (key === undefined ? Number(index) : key));
}

export function findPlaces(text: string): Places {
  return loadWithPlaces(text).tree;
}

/** The place of a path, or of the nearest part of it that is there. */
export function placeOf(places: Places, path: Path): Range {
  return placeInTree(places, path);
}
