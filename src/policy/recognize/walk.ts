// Goes through a tree of foreign depth without recursion.
import type { Path, Tree } from '../text/tree.ts';

/** A value with the way to it. */
export interface Placed<Kind extends Tree['kind'] = Tree['kind']> {
  readonly path: Path;
  readonly tree: Extract<Tree, { kind: Kind }>;
}

/** More values than any file of people has, and deeper ones. */
const MOST_VALUES = 200_000;
const MOST_DEPTH = 50;

/** The way to a value, from its end: paths are made only of what is looked for. */
interface Step {
  readonly step: string | number;
  readonly before: Step | null;
  readonly depth: number;
}

/** Every string, in the order of the text; `enter` is given every mapping, and says whether to look into it. */
export function* strings(
  root: Tree,
  enter: (mapping: Placed<'object'>) => boolean = () => true,
): Generator<Placed<'string'>> {
  const open: { tree: Tree; way: Step | null }[] = [{ tree: root, way: null }];
  for (let seen = 0; seen < MOST_VALUES; seen += 1) {
    const next = open.pop();
    if (next === undefined) return;
    const { tree, way } = next;
    const depth = (way?.depth ?? 0) + 1;
    if (depth > MOST_DEPTH) continue;
    if (tree.kind === 'string') yield { path: pathOf(way), tree };
    else if (tree.kind === 'array')
      for (let at = tree.items.length - 1; at >= 0; at -= 1)
        open.push({ tree: tree.items[at] as Tree, way: { step: at, before: way, depth } });
    else if (tree.kind === 'object' && enter({ path: pathOf(way), tree }))
      for (const { key, value } of tree.entries.toReversed())
        open.push({ tree: value, way: { step: key, before: way, depth } });
  }
}

function pathOf(way: Step | null): Path {
  const path: (string | number)[] = [];
  for (let at = way; at !== null; at = at.before) path.push(at.step);
  return path.toReversed();
}
