// Undo: a folder of files that a change has put into a node is removed.
import type { World } from '../../core/ports.ts';
import { readManifestText } from '../../node/replace-manifest.ts';
import { findNode, removeFromNode } from '../in-node.ts';

/** Announced before the files are written. */
export type WroteFiles = {
  readonly kind: 'wrote-files';
  readonly node: string;
  readonly dir: string;
};

/** Removes it, unless the first server still names a file in it: that one would not start again. */
export async function removeFiles({ node: name, dir }: WroteFiles, world: World): Promise<void> {
  const node = await findNode(world, name);
  const manifest = await readManifestText(node);
  if (manifest?.includes(`${dir}/`) !== true) await removeFromNode(node, dir);
}
