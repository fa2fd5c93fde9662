// Replays logs: what comes as bytes in this thread, large files in several.
import type { Crew, World } from '../core/ports.ts';
import { crewSize, workedRanges } from './ranges.ts';
import { ReadProgress } from './read-progress.ts';
import { emptyPart, mergePart, resultOf, type ReplayPart, type ReplayResult } from '../policy/replay/part.ts';
import { Replayer } from '../policy/replay/replayer.ts';
import type { ReplayWork } from '../policy/replay/replay-work.ts';
import type { Logs } from './plain-logs.ts';

/** Bytes of a file that a thread takes at a time. */
const RANGE = 4 * 1024 * 1024;

/** Replays all that the logs hold. */
export async function replayLogs(logs: Logs, work: ReplayWork, world: World): Promise<ReplayResult> {
  const here = new Replayer(work.policy, work);
  const whole = emptyPart();
  const progress = new ReadProgress(world, logs.bytes);
  let crew: Crew<ReplayPart> | undefined;
  try {
    for await (const piece of logs.read()) {
      world.signal.throwIfAborted();
      if (piece instanceof Uint8Array) {
        here.push(piece);
        progress.read(piece.length);
        continue;
      }
      crew ??= world.threads.start<ReplayPart>('replay-work', work, crewSize(world.threads), true);
      const { path, size, leftOut } = piece;
      const division = { path, size, order: 'forwards', ahead: crew.size * 2, range: () => RANGE } as const;
      for await (const { result, overlong, bytes } of workedRanges(crew, division)) {
        world.signal.throwIfAborted();
        mergePart(whole, result);
        leftOut(overlong);
        progress.read(bytes);
      }
    }
  } finally {
    progress.hide();
    await crew?.[Symbol.asyncDispose]();
  }
  mergePart(whole, here.take());
  return resultOf(whole);
}
