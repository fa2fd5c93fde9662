// Runs an audit log under another policy: what it would have kept, dropped, raised and lowered.
import { lineBlocks } from '../../core/lines.ts';
import type { Policy } from '../model/policy.ts';
import { resultOf, type ReplayResult } from './part.ts';
import { Replayer, type ReplayOptions } from './replayer.ts';

export type { ReplayOptions, ReplayResult };

/**
 * Replays a log that comes in pieces: JSON lines, cut anywhere. Memory does not grow with the log; an event in a
 * line above 16 MiB counts without its bodies.
 */
export async function replay(
  policy: Policy,
  log: AsyncIterable<Uint8Array>,
  options: ReplayOptions = {},
): Promise<ReplayResult> {
  const replayer = new Replayer(policy, options);
  for await (const block of lineBlocks(log)) replayer.lines(block);
  return resultOf(replayer.take());
}
