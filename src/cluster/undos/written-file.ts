// Writing a file so that it can be undone: the undo restores the old text.
import type { World } from '../../core/ports.ts';
import type { UndoableVoice } from '../../core/step.ts';

/** Announced before the file is written. */
export type WrittenFile = {
  readonly kind: 'written-file';
  readonly path: string;
  /** The old text; null if there was no file. */
  readonly before: string | null;
};

/** Announces the file as it is, then writes it. */
export async function writeFile(
  { files }: Pick<World, 'files'>,
  path: string,
  text: string,
  voice: Pick<UndoableVoice<WrittenFile>, 'undoable'>,
): Promise<void> {
  await voice.undoable(await fileNow({ files }, path));
  await files.write(path, text);
}

/** The record of a file as it is now, for one that something else will write. */
export async function fileNow({ files }: Pick<World, 'files'>, path: string): Promise<WrittenFile> {
  return { kind: 'written-file', path, before: await files.read(path) };
}

/** Puts the old text back, or removes the file. */
export async function restoreFile({ path, before }: WrittenFile, { files }: Pick<World, 'files'>): Promise<void> {
  if (before === null) await files.remove(path);
  else if ((await files.read(path)) !== before) await files.write(path, before);
}
