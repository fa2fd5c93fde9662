// Putting a policy into its deployed place so that it can be taken back: what was there is kept.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { UndoableVoice } from '../../core/step.ts';

/** Announced before anything is moved. */
export type PutPolicy = {
  readonly kind: 'put-policy';
  /** The file that the API servers read. */
  readonly deployed: string;
  /** The path, new to this run, at which what was there before is kept. */
  readonly kept: string;
  /** "other" is what cannot be read as a policy, a folder as a rule. */
  readonly before: 'file' | 'other' | 'nothing';
};

/** Writes the deployed copy; what was there, even a folder, is kept at `kept`. Gives what it announced. */
export async function putPolicy(
  { files }: Pick<World, 'files'>,
  { deployed, kept }: Pick<PutPolicy, 'deployed' | 'kept'>,
  text: string,
  voice: Pick<UndoableVoice<PutPolicy>, 'undoable'>,
): Promise<PutPolicy> {
  const kind = (await files.stat(deployed))?.kind;
  const before = kind === undefined ? 'nothing' : kind === 'file' ? 'file' : 'other';
  const record: PutPolicy = { kind: 'put-policy', deployed, kept, before };
  await voice.undoable(record);
  if (before !== 'nothing') await files.makeDir(kept.slice(0, kept.lastIndexOf('/')), 0o700);
  if (before === 'other') await files.rename(deployed, kept);
  // Not copied: half a copy must never be taken for the policy as it was.
  if (before === 'file') await files.write(kept, (await files.readBytes(deployed)) ?? '');
  await files.write(deployed, text);
  return record;
}

/**
 * Puts back what was kept. With nothing or a folder in its place an API server cannot start, so a new policy that is
 * already there stays, and this throws the Problem that says so.
 */
export async function takePolicyBack(
  { deployed, kept, before }: Pick<PutPolicy, 'deployed' | 'kept' | 'before'>,
  { files }: Pick<World, 'files'>,
): Promise<void> {
  if (before === 'file') return restorePolicyFile(deployed, kept, { files });
  if ((await files.stat(deployed)) === null) {
    if ((await files.stat(kept)) !== null) await files.rename(kept, deployed);
    return;
  }
  if (before === 'other' && (await files.stat(kept)) === null) return;
  const why = before === 'nothing' ? 'there was none before' : `${kept}, which was there before, is no policy file`;
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
