// Replays what sources give: lines in this thread, large files in several.
import type { Crew, World } from '../core/ports.ts';
import { hasPieces } from '../events/left-out/seen.ts';
import { Faults, type LeftOutLines } from './faults.ts';
import { unreadRest } from './file-blocks.ts';
import { crewSize, workedRanges } from './ranges.ts';
import { ReadProgress } from './read-progress.ts';
import { emptyPart, mergePart, resultOf, type ReplayResult } from '../policy/replay/part.ts';
import { Replayer } from '../policy/replay/replayer.ts';
import type { ReplayedLines, ReplayWork } from '../policy/replay/replay-work.ts';
import {
  bytesToRead,
  everythingThere,
  type Block,
  type Fault,
  type Lines,
  type Origin,
  type Source,
} from './source.ts';

/** Bytes of a file that a thread reads at a time. */
const RANGE = 4 * 1024 * 1024;

type ReplayWorld = Pick<World, 'clock' | 'report' | 'signal' | 'threads'>;

/** The result of a replay, and the lines that are no part of it. */
export interface ReplayedLogs extends ReplayResult {
  readonly leftOut: readonly LeftOutLines[];
}

/** Replays all that sources hold; then reports what was left out. */
export async function replayLogs(
  sources: readonly Source[],
  work: ReplayWork,
  world: ReplayWorld,
): Promise<ReplayedLogs> {
  const here = new Replayer(work.policy, work);
  const whole = emptyPart();
  const faults = new Faults(world);
  const progress = new ReadProgress(world, bytesToRead(sources));
  let crew: Crew<ReplayedLines> | undefined;
  const replayHere = (block: Lines | Fault): void => {
    world.signal.throwIfAborted();
    if (block.type === 'lost') {
      faults.add(block);
      return;
    }
    here.lines(block.bytes);
    faults.saw(block.origin, here.takeSeen());
    progress.read(block.bytes.length);
  };
  try {
    for await (const block of blocksOf(sources)) {
      world.signal.throwIfAborted();
      if (block.type !== 'file') replayHere(block);
      else {
        crew ??= world.threads.start<ReplayedLines>('replay-work', work, crewSize(world.threads), true);
        const { path, size } = block;
        let read = 0;
        const origin: Origin = { name: path, midway: false };
        const division = { path, size, order: 'forwards', ahead: crew.size * 2, range: () => RANGE } as const;
        try {
          for await (const { result, bytes } of workedRanges(crew, division)) {
            world.signal.throwIfAborted();
            if (hasPieces(result.seen)) {
              for await (const rest of block.linesFrom(read, origin)) replayHere(rest);
              break;
            }
            read += bytes;
            mergePart(whole, result.part);
            faults.saw(origin, result.seen);
            progress.read(bytes);
          }
        } catch (error) {
          world.signal.throwIfAborted();
          faults.add(unreadRest(path, error));
        }
      }
    }
    faults.report();
    faults.rejectEventless();
  } finally {
    progress.hide();
    await crew?.[Symbol.asyncDispose]();
  }
  mergePart(whole, here.take());
  return { ...resultOf(whole), leftOut: faults.rows };
}

async function* blocksOf(sources: readonly Source[]): AsyncGenerator<Block> {
  for (const source of sources) yield* source.blocks(everythingThere);
}
