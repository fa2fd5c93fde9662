// Writing a file so that it can be undone: the undo restores the old text, unless somebody has edited the new one.
import { contentOf, jsonContent, sameContent, type Content, type JsonContent } from '../../core/content.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';

/** Announced before the file is written. */
export type WrittenFile = {
  readonly kind: 'written-file';
  readonly path: string;
  /** The old content; null if there was no file. */
  readonly before: JsonContent | null;
  /** The content that is about to be written. */
  readonly written: JsonContent;
};

/** Announces the file as it is, then writes it. */
export async function writeFile(
  { files }: Pick<World, 'files'>,
  path: string,
  content: Content,
  voice: Pick<UndoableVoice<WrittenFile>, 'undoable'>,
  mode?: number,
): Promise<void> {
  const there = await files.readBytes(path);
  const before = there === null ? null : jsonContent(there);
  await voice.undoable({ kind: 'written-file', path, before, written: jsonContent(content) });
  await files.write(path, content, mode);
}

/** Puts the old text back, or removes the file. What this run did not write stays, and the Problem says so. */
export async function restoreFile(
  { path, before, written }: WrittenFile,
  { files }: Pick<World, 'files'>,
): Promise<void> {
  const now = await files.readBytes(path);
  const old = before === null ? null : contentOf(before);
  if (sameContent(now, old)) return;
  if (!sameContent(now, contentOf(written)))
    throw new Problem(
      'file-changed',
      `${path} was ${now === null ? 'removed' : 'edited'} meanwhile and stays as it is`,
    );
  if (old === null) await files.remove(path);
  else await files.write(path, old);
}
