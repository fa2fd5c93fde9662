// Writing a file so that it can be undone: the undo restores the old text, unless somebody has edited the new one.
import { contentOf, jsonContent, sameContent, type Content, type JsonContent } from '../../core/content.ts';
import { replaceNamed } from '../../core/named-file.ts';
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

/** What is asked of a file that is written. */
interface Demands {
  /** For a file that only its owner may read. */
  readonly mode?: number;
  /** What was there when it was decided to write, null for nothing; without it, what is there now. */
  readonly expected?: Uint8Array | null;
}

/** Announces the file as it is, then writes it; throws a Problem where something else than expected is there. */
export async function writeFile(
  world: Pick<World, 'files' | 'cwd' | 'signal'>,
  path: string,
  content: Content,
  voice: Pick<UndoableVoice<WrittenFile>, 'undoable'>,
  { mode, expected }: Demands = {},
): Promise<void> {
  const there = await world.files.readBytes(path);
  const before = there === null ? null : jsonContent(there);
  await voice.undoable({ kind: 'written-file', path, before, written: jsonContent(content) });
  if (mode === undefined) await replaceNamed(world, path, content, expected === undefined ? there : expected);
  else await world.files.write(path, content, mode);
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
