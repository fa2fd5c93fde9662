// Files of this host that a node mounts one by one, and that are not there any more: then the engine makes a folder in the
// place of each, and does not start the container again.
import { pasteable } from '../core/shell-quote.ts';
import type { BindMount, NodeContainer, World } from '../core/ports.ts';

/** A mounted file, and what is in its place on this host. */
export interface LostMount extends BindMount {
  readonly is: 'folder' | 'nothing';
}

/** Those among a node's mounts whose path in the node has a file's name. */
export async function lostMounts(
  { mounts }: Pick<NodeContainer, 'mounts'>,
  { files }: Pick<World, 'files'>,
): Promise<readonly LostMount[]> {
  const single = mounts.filter(({ target }) => /\.(?:ya?ml|json|log|conf)$/.test(target));
  const found = await Promise.all(
    single.map(async (mount): Promise<LostMount[]> => {
      const kind = (await files.stat(mount.source).catch(() => null))?.kind;
      if (kind === undefined) return [{ ...mount, is: 'nothing' }];
      return kind === 'directory' ? [{ ...mount, is: 'folder' }] : [];
    }),
  );
  return found.flat();
}

/** What to type so that the files are there again. */
export function writeAgain(lost: readonly LostMount[]): string {
  return lost
    .map(({ source, is }) => {
      const make = source.endsWith('.log')
        ? pasteable(['touch', source])
        : pasteable(['kind-audit', 'policy', 'new', source, '--yes']);
      return is === 'folder' ? `${pasteable(['rmdir', source])} && ${make}` : make;
    })
    .join(' && ');
}
