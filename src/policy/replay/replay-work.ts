// Replaying as the work of a thread: policies in, a part of the result out for every stretch of the log.
import type { Seen } from '../../events/left-out/seen.ts';
import type { Policy } from '../model/policy.ts';
import type { ReplayPart } from './part.ts';
import { Replayer, type ReplayOptions } from './replayer.ts';

/** What a thread needs. */
export interface ReplayWork extends ReplayOptions {
  readonly policy: Policy;
}

/** What a stretch of the log gives. */
export interface ReplayedLines {
  readonly part: ReplayPart;
  readonly seen: Seen;
}

/** Gives the work; what it makes is copied to the thread that asked. */
export async function createWork({
  policy,
  ...options
}: ReplayWork): Promise<(blocks: Iterable<Uint8Array>) => { result: ReplayedLines; transfer: ArrayBuffer[] }> {
  const replayer = new Replayer(policy, options);
  return (blocks) => {
    for (const block of blocks) replayer.lines(block);
    return { result: { part: replayer.take(), seen: replayer.takeSeen() }, transfer: [] };
  };
}
