// Making a folder so that it can be undone: the undo removes it, unless it holds what this run did not put there.
import { folderOf } from '../../core/path.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';
import { removeLogs } from '../../state/known-files.ts';

/** Announced before a folder is made where nothing was. */
export type MadeFolder = {
  readonly kind: 'made-folder';
  readonly path: string;
  /** Whether an API server writes its log there: what it wrote goes with the folder. */
  readonly forLogs: boolean;
  /** Whether it was made only because another folder is to be in it: then it may stay without a word. */
  readonly above: boolean;
};

/** Makes the folder, and those above it, unless it exists; the undo leaves a folder that existed before. */
export async function makeFolder(
  world: Pick<World, 'files'>,
  path: string,
  mode: number,
  voice: Pick<UndoableVoice<MadeFolder>, 'undoable'>,
  { forLogs = false, above = false }: { readonly forLogs?: boolean; readonly above?: boolean } = {},
): Promise<void> {
  const { files } = world;
  if ((await files.stat(path)) === null) {
    const parent = folderOf(path);
    if ((await files.stat(parent)) === null) await makeFolder(world, parent, 0o755, voice, { above: true });
    await voice.undoable({ kind: 'made-folder', path, forLogs, above });
  }
  await files.makeDir(path, mode);
}

/** Removes it when it is empty. */
export async function removeFolder(
  { path, forLogs, above }: MadeFolder,
  { files }: Pick<World, 'files'>,
): Promise<void> {
  if ((await files.stat(path)) === null) return;
  if (forLogs) await removeLogs(files, path);
  const left = await files.list(path);
  if (left.length > 0 && above) return;
  if (left.length > 0) throw new Problem('file-changed', `${path} stays: this run did not write ${left.join(', ')}`);
  await files.remove(path);
}
