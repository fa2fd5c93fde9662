// Writing a file so that it can be undone: the undo restores the old text, unless somebody has edited the new one.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';

/** Announced before the file is written. */
export type WrittenFile = {
  readonly kind: 'written-file';
  readonly path: string;
  /** The old text; null if there was no file. */
  readonly before: string | null;
  /** The text that is about to be written. */
  readonly written: string;
};

/** Announces the file as it is, then writes it. */
export async function writeFile(
  { files }: Pick<World, 'files'>,
  path: string,
  text: string,
  voice: Pick<UndoableVoice<WrittenFile>, 'undoable'>,
  mode?: number,
): Promise<void> {
  await voice.undoable({ kind: 'written-file', path, before: await files.read(path), written: text });
  await files.write(path, text, mode);
}

/** Puts the old text back, or removes the file. What this run did not write stays, and the Problem says so. */
export async function restoreFile(
  { path, before, written }: WrittenFile,
  { files }: Pick<World, 'files'>,
): Promise<void> {
  const now = await files.read(path);
  if (now === before) return;
  if (now !== written)
    throw new Problem(
      'file-changed',
      `${path} was ${now === null ? 'removed' : 'edited'} meanwhile and stays as it is`,
    );
  if (before === null) await files.remove(path);
  else await files.write(path, before);
}
