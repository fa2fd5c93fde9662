// Whether the folder of a cluster's state is this user's own, before anything in it is deleted.
import { folderOf } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import type { StatePaths } from './cluster-state.ts';

/** Throws a Problem where the folder, or one above it up to kind-audit's, is a link or another user's. */
export async function requireOwnState(
  { files, machine }: Pick<World, 'files' | 'machine'>,
  { root, dir }: Pick<StatePaths, 'root' | 'dir'>,
  cluster: string,
): Promise<void> {
  for (const path of [root, folderOf(dir), dir]) {
    const entry = await files.entry(path);
    if (entry === null) return;
    const isOwn = machine.uid === null || entry.owner === machine.uid;
    if (entry.kind === 'directory' && isOwn) continue;
    const what =
      entry.kind === 'link'
        ? 'a link'
        : isOwn
          ? 'not a folder'
          : `owned by the user ${entry.owner}, who is not this one`;
    throw new Problem('not-permitted', `${path} is ${what}: nothing is deleted there`, {
      hint: `look at it: ${pasteable(['ls', '-ld', path])}; the cluster alone: ${pasteable(['kind', 'delete', 'cluster', '--name', cluster])}`,
    });
  }
}
