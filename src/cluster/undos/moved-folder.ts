// Moving a folder aside so that it can be undone: the undo moves it back.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';

/** Announced before the folder is moved. */
export type MovedFolder = {
  readonly kind: 'moved-folder';
  readonly from: string;
  /** A path that did not exist before. */
  readonly to: string;
};

/** Announces the move, then moves it. */
export async function moveFolder(
  { files }: Pick<World, 'files'>,
  from: string,
  to: string,
  voice: Pick<UndoableVoice<MovedFolder>, 'undoable'>,
): Promise<void> {
  await voice.undoable({ kind: 'moved-folder', from, to });
  await files.rename(from, to);
}

/** Moves it back, unless something is in its old place; does nothing if it was not moved. */
export async function moveFolderBack({ from, to }: MovedFolder, { files }: Pick<World, 'files'>): Promise<void> {
  if ((await files.stat(to)) === null) return;
  const inPlace = await files.list(from);
  if (inPlace.length > 0)
    throw new Problem('file-changed', `${to} stays: ${from}, where it was, now holds ${inPlace.join(', ')}`);
  await files.remove(from);
  await files.rename(to, from);
}
