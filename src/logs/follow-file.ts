// A growing file on this machine, followed over its rotations.
import { folderOf } from '../core/path.ts';
import type { Files, FileStat, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { unframer } from '../events/cri.ts';
import { LineBlocks } from '../core/lines.ts';
import { headOf } from './bytes.ts';
import { firstLogOf } from '../kind/log-names.ts';
import { families, logName } from './family.ts';
import { streamedBlocks } from './file-blocks.ts';
import { packedCopies } from './head.ts';
import { removedUnread, type Fault, type Lines, type Live, type Origin } from './source.ts';

/** How often to look, in milliseconds. */
const LOOK_MS = 50;

/** So many milliseconds for each file that is followed: the looks at all the quiet ones together stay few. */
const SHARE_MS = 0.5;

/** A file that has been quiet is looked at again after this part of that time. */
const PART = 4;

/** The longest time between two looks at a quiet file, in milliseconds, where so many files are followed. */
export function slowestLook(files: number): number {
  return Math.max(LOOK_MS, files * SHARE_MS);
}

/** Bytes by which a copy of a log is known. */
const HEAD = 4096;

/**
 * Gives the file's blocks, its last `most` bytes at first, and then what comes. When another file gets
 * its name, the rest of the first is read under its new name, then the files rotated in between, then
 * the new one. The log of a second API server ends with its file: that is removed or packed when it is old. The longer
 * nothing has come, the later it looks again, `slowest` milliseconds at most.
 */
export async function* followFile(
  path: string,
  most: number,
  { files, clock, report }: Pick<World, 'files' | 'clock' | 'report'>,
  signal: AbortSignal,
  slowest = LOOK_MS,
): AsyncGenerator<Live> {
  let changed = clock.monotonic();
  const note = (text: string): void => report({ type: 'note', level: 'warn', text });
  let reader: Reader | null = null;
  let caughtUp = false;
  let gone = false;
  for (;;) {
    const now = await files.stat(path);
    if (now === null && firstLogOf(path) !== null) return;
    if (now === null) {
      if (!gone) note(`${path} is not there; waiting for it`);
      gone = true;
    } else {
      if (gone) note(`${path} is there again`);
      gone = false;
      if (reader !== null && reader.identity !== now.identity && (await reader.isIn(path, now, files))) {
        note(`${path} was replaced by a copy of itself; reading on`);
        reader.identity = now.identity ?? '';
      }
      if (reader !== null && reader.identity !== now.identity) {
        yield* rotatedSince(reader, path, now.identity, files, signal);
        reader = null;
      }
      if (reader !== null && now.size < reader.offset) {
        note(`${path} has become shorter; reading it from its beginning`);
        reader = null;
      }
      if (reader !== null && now.size > reader.offset && (await reader.isRewritten(path, files))) {
        note(`${path} was emptied and written again; reading it from its beginning`);
        reader = null;
      }
      // One more byte shows whether a line begins there.
      reader ??= new Reader(path, now.identity ?? '', caughtUp ? 0 : Math.max(0, now.size - most - 1));
      if (now.size > reader.offset) changed = clock.monotonic();
      yield* reader.readOn(path, now.size, files);
    }
    if (!caughtUp) yield { type: 'caught-up' };
    caughtUp = true;
    const quiet = clock.monotonic() - changed;
    await clock.sleep(Math.min(slowest, Math.max(LOOK_MS, quiet / PART)), signal);
  }
}

/** One file, read to its end. */
export class Reader {
  identity: string;
  offset: number;
  /** The first bytes of the file: no two logs begin alike. */
  #head: Uint8Array | null = null;
  readonly #origin: Origin;
  readonly #lines: LineBlocks;
  readonly #container = unframer();

  constructor(name: string, identity: string, offset: number) {
    this.#origin = { name, midway: offset > 0 };
    this.identity = identity;
    this.offset = offset;
    this.#lines = new LineBlocks({ midLine: offset > 0 });
  }

  /** Whether another file begins with what was read of this one, as a copy does. */
  async isIn(path: string, { size }: FileStat, files: Files): Promise<boolean> {
    if (this.#head === null || this.#head.length === 0 || size < this.offset) return false;
    const head = await beginning(path, files);
    return Buffer.from(head.subarray(0, this.#head.length)).equals(this.#head);
  }

  /** Whether the file no longer begins with what was read of it: it was emptied, and has grown beyond that place since. */
  async isRewritten(path: string, files: Files): Promise<boolean> {
    if (this.#head === null || this.#head.length === 0) return false;
    const head = await beginning(path, files, this.identity);
    return head.length > 0 && !Buffer.from(head.subarray(0, this.#head.length)).equals(this.#head);
  }

  /** Reads on; gives `loss`, if there is one, when no file has the name at this moment. */
  async *readOn(path: string, size: number, files: Files, loss?: Fault): AsyncGenerator<Lines | Fault> {
    if (size <= this.offset) return;
    if (this.#head === null || this.#head.length < HEAD) this.#head = await beginning(path, files, this.identity);
    try {
      for await (const bytes of files.stream(path, this.offset, this.identity)) {
        this.offset += bytes.length;
        const block = this.#lines.push(bytes);
        if (block !== null) yield { type: 'lines', bytes: this.#container.lines(block), origin: this.#origin };
      }
    } catch (error) {
      if (!isGone(error)) throw error;
      if (loss !== undefined) yield loss;
    }
  }
}

/** The first bytes of a file; none where it is gone. */
async function beginning(path: string, files: Files, identity?: string): Promise<Uint8Array> {
  try {
    return Uint8Array.from((await headOf(files.stream(path, 0, identity))).subarray(0, HEAD));
  } catch (error) {
    if (isGone(error)) return new Uint8Array(0);
    throw error;
  }
}

/** Whether a file was renamed or removed before it was opened. */
function isGone(error: unknown): boolean {
  const cause = error instanceof Problem ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/**
 * The rest of the file that had the name, and the files rotated after it, up to the one that has the
 * name now: that may have been rotated as well since it was looked at, and is read by another reader.
 */
async function* rotatedSince(
  reader: Reader,
  path: string,
  current: string | undefined,
  files: Files,
  signal: AbortSignal,
): AsyncGenerator<Lines | Fault> {
  const folder = folderOf(path);
  const siblings = (await files.list(folder)).map((name) => `${folder}/${name}`);
  const family = families(siblings.filter((sibling) => logName(sibling).log === logName(path).log)).flat();
  const copies = await packedCopies(family, files);
  const rotated: { path: string; stat: FileStat }[] = [];
  for (const sibling of family.filter((each) => logName(each).rotated !== null && !copies.has(each))) {
    const stat = await files.stat(sibling);
    if (stat !== null) rotated.push({ path: sibling, stat });
  }
  const own = rotated.findIndex(({ stat }) => stat.identity === reader.identity);
  const loss = removedUnread(path);
  if (own < 0) {
    yield loss;
    return;
  }
  yield* reader.readOn(rotated[own]?.path ?? '', rotated[own]?.stat.size ?? 0, files, loss);
  for (const { path: later, stat } of rotated.slice(own + 1)) {
    if (stat.identity === current) return;
    yield* streamedBlocks(later, { files, signal }, loss);
  }
}
