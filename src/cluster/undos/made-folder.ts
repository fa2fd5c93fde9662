// Making a folder so that it can be undone: the undo removes the folder and everything in it.
import type { World } from '../../core/ports.ts';
import type { UndoableVoice } from '../../core/step.ts';

/** Announced before a folder is made where nothing was. */
export type MadeFolder = { readonly kind: 'made-folder'; readonly path: string };

/** Makes the folder unless it exists; the undo leaves a folder that existed before. */
export async function makeFolder(
  { files }: Pick<World, 'files'>,
  path: string,
  mode: number,
  voice: Pick<UndoableVoice<MadeFolder>, 'undoable'>,
): Promise<void> {
  if ((await files.stat(path)) === null) await voice.undoable({ kind: 'made-folder', path });
  await files.makeDir(path, mode);
}

/** Removes it. */
export async function removeFolder({ path }: MadeFolder, { files }: Pick<World, 'files'>): Promise<void> {
  await files.remove(path);
}
