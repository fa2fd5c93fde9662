// Files of this machine read once, in the fastest way that each allows.
import type { Files } from '../core/ports.ts';
import { messageOf } from '../core/problem.ts';
import type { Digest } from '../events/digest.ts';
import { LineBlocks } from '../events/lines.ts';
import { compact, MOST_KEPT } from '../events/records.ts';
import type { Account } from './account.ts';
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
export async function sizeToSplit(path: string, files: Files): Promise<number | null> {
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
  let missing: Amount = { count: wanted, bytes: MOST_KEPT };
  for (const path of paths.toReversed()) {
    const size = await sizeToSplit(path, world.files);
    const digests =
      size === null
        ? await lastForwards(readFile(path, world, digesting), missing, digesting.account)
        : await enoughBackwards(digesting.file(path, size, 'backwards'), missing, digesting.account);
    kept.unshift(digests);
    missing = digests.reduce(without, missing);
    if (!isEnough(missing)) continue;
    if (missing.count > 0 && path !== paths[0]) digesting.account.cut = true;
    break;
  }
  for (const digest of kept.flat()) yield digest;
}

/** What is still to be found: so many events, or as many as fit into so many bytes. */
interface Amount {
  readonly count: number;
  readonly bytes: number;
}

function without({ count, bytes }: Amount, digest: Digest | undefined): Amount {
  return { count: count - recordsIn(digest), bytes: bytes - (digest?.records.text.length ?? 0) };
}

function isEnough({ count, bytes }: Amount): boolean {
  return count <= 0 || bytes <= 0;
}

/** Digests from the end of a log on, until there are enough records; in the order of the log. */
async function enoughBackwards(digests: AsyncIterable<Digest>, wanted: Amount, account: Account): Promise<Digest[]> {
  const kept: Digest[] = [];
  let missing = wanted;
  for await (const digest of digests) {
    const own = { ...digest, records: compact(digest.records) };
    kept.unshift(own);
    missing = without(missing, own);
    if (!isEnough(missing)) continue;
    if (missing.count > 0) account.cut = true;
    break;
  }
  return kept;
}

/** The last digests of a log with enough records. */
async function lastForwards(digests: AsyncIterable<Digest>, wanted: Amount, account: Account): Promise<Digest[]> {
  const kept: Digest[] = [];
  let missing = wanted;
  for await (const digest of digests) {
    const own = { ...digest, records: compact(digest.records) };
    kept.push(own);
    missing = without(missing, own);
    for (let first = kept[0]; first !== undefined && kept.length > 1; first = kept[0]) {
      const { count, bytes } = missing;
      const before = { count: count + recordsIn(first), bytes: bytes + first.records.text.length };
      if (!isEnough(before)) break;
      if (before.count > 0) account.cut = true;
      missing = before;
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
