// Moving a folder aside so that it can be taken back: its undo moves it to where it was.
import type { World } from '../../core/ports.ts';
import type { UndoableVoice } from '../../core/step.ts';

/** Announced before the folder is moved. */
export type MovedFolder = {
  readonly kind: 'moved-folder';
  readonly from: string;
  /** A name that nothing had before. */
  readonly to: string;
};

/** Announces the move, and makes it. */
export async function moveFolder(
  { files }: Pick<World, 'files'>,
  from: string,
  to: string,
  voice: Pick<UndoableVoice<MovedFolder>, 'undoable'>,
): Promise<void> {
  await voice.undoable({ kind: 'moved-folder', from, to });
  await files.rename(from, to);
}

/** Moves it back, in place of what was made there since; nothing happens where it was not moved. */
export async function moveFolderBack({ from, to }: MovedFolder, { files }: Pick<World, 'files'>): Promise<void> {
  if ((await files.stat(to)) === null) return;
  await files.remove(from);
  await files.rename(to, from);
}
