// Replacing the deployed policy so that it can be undone: what was there is kept.
import type { Content } from '../../core/content.ts';
import { folderOf } from '../../core/path.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';

/** Announced before anything is moved. */
export type ReplacedPolicy = {
  readonly kind: 'replaced-policy';
  /** The file that the API servers read. */
  readonly deployed: string;
  /** Where the replaced policy is kept: a path that only this run uses. */
  readonly kept: string;
  /** "other" is anything but a file, usually a folder. */
  readonly before: 'file' | 'other' | 'nothing';
};

/** Writes the deployed copy; what was there, even a folder, is kept at `kept`. Returns what it announced. */
export async function replacePolicy(
  { files }: Pick<World, 'files'>,
  { deployed, kept }: Pick<ReplacedPolicy, 'deployed' | 'kept'>,
  text: Content,
  voice: Pick<UndoableVoice<ReplacedPolicy>, 'undoable'>,
): Promise<ReplacedPolicy> {
  const kind = (await files.stat(deployed))?.kind;
  const before = kind === undefined ? 'nothing' : kind === 'file' ? 'file' : 'other';
  const record: ReplacedPolicy = { kind: 'replaced-policy', deployed, kept, before };
  await voice.undoable(record);
  if (before !== 'nothing') await files.makeDir(folderOf(kept), 0o700);
  if (before === 'other') await files.rename(deployed, kept);
  // Written whole: half a copy must never pass for the old policy.
  const old = before === 'file' ? await files.readBytes(deployed) : null;
  if (old !== null) await files.write(kept, old, 0o600);
  // An edit that is not in the copy must not be lost.
  const outcome = await files.replace(deployed, text, ...(old === null ? [] : [old]));
  if (outcome === 'written') return record;
  throw new Problem('file-changed', `${deployed} was changed by something else in the meantime`, {
    hint: 'run the command again',
  });
}

/**
 * Puts back what was kept. An API server cannot start with a folder or nothing there, so in those cases a new policy
 * that is already there stays, and this throws a Problem that says so.
 */
export async function restorePolicy(
  { deployed, kept, before }: Pick<ReplacedPolicy, 'deployed' | 'kept' | 'before'>,
  { files }: Pick<World, 'files'>,
): Promise<void> {
  if (before === 'file') return restorePolicyFile(deployed, kept, { files });
  if ((await files.stat(deployed)) === null) {
    if ((await files.stat(kept)) !== null) await files.rename(kept, deployed);
    return;
  }
  if (before === 'other' && (await files.stat(kept)) === null) return;
  const why = before === 'nothing' ? 'there was none before' : `${kept}, which was there before, is not a policy file`;
  throw new Problem('file-unreadable', `the new policy stays in ${deployed}: ${why}`);
}

/** Writes a kept policy over the deployed one, unless they are the same; does nothing where none was kept. */
export async function restorePolicyFile(
  deployed: string,
  kept: string,
  { files }: Pick<World, 'files'>,
): Promise<void> {
  const old = await files.readBytes(kept);
  if (old === null) return;
  const isFile = (await files.stat(deployed))?.kind === 'file';
  const now = isFile ? await files.readBytes(deployed) : null;
  if (now === null || Buffer.compare(old, now) !== 0) await files.write(deployed, old);
}
