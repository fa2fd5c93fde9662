// A scalar as the list of one that should stand in its place, where that is beyond doubt.
import type { Path, Tree } from '../text/tree.ts';

/** Where "*" means everything; elsewhere it is a name like any other, and hardly what was meant. */
const withWildcard: ReadonlySet<string> = new Set(['resources', 'nonResourceURLs']);

/** What YAML reads in a list as it does elsewhere. */
const plain = /^[A-Za-z][\w./-]*$/;

/** The text of the list; null where the scalar may be several values, or none, or spans lines. */
export function asList(field: string, tree: Tree, text: string): string | null {
  const written = text.slice(tree.start, tree.end);
  if (written === '' || written.includes('\n')) return null;
  if (tree.kind === 'number' || tree.kind === 'bool') return `[${JSON.stringify(tree.source)}]`;
  if (tree.kind !== 'string' || /[\s,;|"'[\]{}]/.test(tree.value) || tree.value === '') return null;
  if (tree.value.includes('*') && !withWildcard.has(field)) return null;
  if (/^["']/.test(written)) return `[${written}]`;
  // A block scalar, an alias or a tag.
  if (written !== tree.value) return null;
  return `[${plain.test(written) ? written : JSON.stringify(written)}]`;
}

/** The longest key of a policy, and blanks. */
const MOST_BEFORE = 200;

/** Whether a value stands right after its key, with no anchor or tag between them, and is not that of an alias. */
export function followsKey(path: Path, { start }: Tree, text: string): boolean {
  const near = text.slice(Math.max(0, start - MOST_BEFORE), start);
  const line = near.slice(near.lastIndexOf('\n') + 1);
  const key = /(?:^|[\s{,])(["']?)([\w-]+)\1[ \t]*:[ \t]*$/.exec(line)?.[2];
  return key !== undefined && key === path.at(-1);
}
