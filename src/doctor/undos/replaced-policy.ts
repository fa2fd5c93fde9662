// Replacing the deployed policy so that it can be undone: what was there is kept, and so is an edit that was made after.
import { contentOf, jsonContent, sameContent, type Content, type JsonContent } from '../../core/content.ts';
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
  /** The policy that is about to be written. */
  readonly written: JsonContent;
};

/** What the undo of a policy file needs to know. */
export type KeptPolicy = Pick<ReplacedPolicy, 'deployed' | 'kept' | 'written'>;

/** Writes the deployed copy; what was there, even a folder, is kept at `kept`. Returns what it announced. */
export async function replacePolicy(
  { files }: Pick<World, 'files'>,
  { deployed, kept }: Pick<ReplacedPolicy, 'deployed' | 'kept'>,
  text: Content,
  voice: Pick<UndoableVoice<ReplacedPolicy>, 'undoable'>,
): Promise<ReplacedPolicy> {
  const kind = (await files.stat(deployed))?.kind;
  const before = kind === undefined ? 'nothing' : kind === 'file' ? 'file' : 'other';
  const record: ReplacedPolicy = { kind: 'replaced-policy', deployed, kept, before, written: jsonContent(text) };
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
  place: KeptPolicy & Pick<ReplacedPolicy, 'before'>,
  { files }: Pick<World, 'files'>,
): Promise<void> {
  const { deployed, kept, before } = place;
  if (before === 'file') return restorePolicyFile(place, { files });
  if ((await files.stat(deployed)) === null) {
    if ((await files.stat(kept)) !== null) await files.rename(kept, deployed);
    return;
  }
  if (before === 'other' && (await files.stat(kept)) === null) return;
  const why = before === 'nothing' ? 'there was none before' : `${kept}, which was there before, is not a policy file`;
  throw new Problem('file-unreadable', `the new policy stays in ${deployed}: ${why}`);
}

/**
 * Writes a kept policy over the deployed one, unless they are the same; does nothing where none was kept. Something
 * else than what was written is an edit: it stays, and this throws a Problem that says so.
 */
export async function restorePolicyFile(
  { deployed, kept, written }: KeptPolicy,
  { files }: Pick<World, 'files'>,
): Promise<void> {
  const old = await files.readBytes(kept);
  if (old === null) return;
  const kind = (await files.stat(deployed))?.kind;
  const now = kind === 'file' ? await files.readBytes(deployed) : null;
  if (sameContent(now, old)) return;
  const isOwn = now === null ? kind === undefined : sameContent(now, contentOf(written));
  if (isOwn && (await files.replace(deployed, old, now)) === 'written') return;
  throw new Problem(
    'file-changed',
    `${deployed} was edited meanwhile and stays as it is; the policy from before the repair is kept in ${kept}`,
  );
}
