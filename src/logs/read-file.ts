// Files of this machine read once, in the fastest way that each allows.
import type { Files } from '../core/ports.ts';
import { messageOf } from '../core/problem.ts';
import type { Digest } from '../events/digest.ts';
import { LineBlocks } from '../events/lines.ts';
import { headOf, natureOf, plainBlocks } from './bytes.ts';
import { LARGE_FILE, type Digesting } from './digesting.ts';
import { unreadable } from './local-files.ts';
import type { Live, LogWorld } from './source.ts';

/** One file, from its beginning. */
export async function* readFile(path: string, world: LogWorld, digesting: Digesting): AsyncGenerator<Digest> {
  const size = await sizeToSplit(path, world.files);
  if (size !== null) yield* digesting.file(path, size);
  else for await (const { block } of blocksOf(path, world, digesting)) yield digesting.block(block);
}

/** The size of a file that threads can read by ranges; null for one that has to be read as a stream. */
async function sizeToSplit(path: string, files: Files): Promise<number | null> {
  const found = await files.stat(path).catch((error: unknown) => unreadable(path, error));
  if (found === null || found.kind !== 'file' || found.size < LARGE_FILE) return null;
  const head = await headOf(files.stream(path)).catch((error: unknown) => unreadable(path, error));
  return natureOf(head) === 'plain' ? found.size : null;
}

/** The last events of files that were written one after the other, and perhaps some before them. */
export async function* lastOf(
  paths: readonly string[],
  wanted: number,
  world: LogWorld,
  digesting: Digesting,
): AsyncGenerator<Digest> {
  const kept: Digest[][] = [];
  let missing = wanted;
  for (const path of paths.toReversed()) {
    const size = await sizeToSplit(path, world.files);
    const digests =
      size === null
        ? await lastForwards(readFile(path, world, digesting), missing)
        : await enoughBackwards(digesting.file(path, size, 'backwards'), missing);
    kept.unshift(digests);
    missing -= digests.reduce((sum, digest) => sum + recordsIn(digest), 0);
    if (missing <= 0) break;
  }
  for (const digest of kept.flat()) yield digest;
}

/** Digests from the end of a log on, until there are enough records; in the order of the log. */
async function enoughBackwards(digests: AsyncIterable<Digest>, wanted: number): Promise<Digest[]> {
  const kept: Digest[] = [];
  let count = 0;
  for await (const digest of digests) {
    kept.unshift(digest);
    count += recordsIn(digest);
    if (count >= wanted) break;
  }
  return kept;
}

/** The last digests of a log with enough records. */
async function lastForwards(digests: AsyncIterable<Digest>, wanted: number): Promise<Digest[]> {
  const kept: Digest[] = [];
  let count = 0;
  for await (const digest of digests) {
    kept.push(digest);
    count += recordsIn(digest);
    for (let first = recordsIn(kept[0]); kept.length > 1 && count - first >= wanted; first = recordsIn(kept[0])) {
      count -= first;
      kept.shift();
    }
  }
  return kept;
}

function recordsIn(digest: Digest | undefined): number {
  return digest?.records.ends.length ?? 0;
}

/** One file as blocks of plain lines; a damaged archive is read as far as possible. */
export async function* blocksOf(
  path: string,
  world: LogWorld,
  digesting: Digesting,
): AsyncGenerator<Live & { type: 'block' }> {
  try {
    for await (const block of counted(world.files.stream(path), world.files, digesting)) yield { type: 'block', block };
  } catch (error) {
    if (!isBrokenArchive(error)) unreadable(path, error);
    world.report({
      type: 'note',
      level: 'warn',
      text: `${path} is damaged and was read as far as possible: ${messageOf(error)}`,
    });
  }
}

function isBrokenArchive(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/** Blocks of plain lines; lines that are too long are counted. */
export async function* counted(
  source: AsyncIterable<Uint8Array>,
  files: Files,
  digesting: Digesting,
): AsyncGenerator<Uint8Array> {
  const lines = new LineBlocks();
  yield* plainBlocks(source, files, lines);
  digesting.account.overlong += lines.overlong;
}
