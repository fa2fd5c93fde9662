// A growing file on this machine, followed over its rotations.
import type { Files, FileStat, World } from '../core/ports.ts';
import { isFramed, unframer } from '../events/cri.ts';
import { LineBlocks } from '../core/lines.ts';
import { linesOf } from './bytes.ts';
import { families, logName } from './family.ts';
import { removedUnread, type Fault, type Lines, type Live } from './source.ts';

/** How often to look, in milliseconds. */
const LOOK_MS = 50;

/**
 * Gives the file's blocks, its last `most` bytes at first, and then what comes. When another file gets
 * its name, the rest of the first is read under its new name, then the files rotated in between, then
 * the new one.
 */
export async function* followFile(
  path: string,
  most: number,
  { files, clock, report }: Pick<World, 'files' | 'clock' | 'report'>,
  signal: AbortSignal,
): AsyncGenerator<Live> {
  const note = (text: string): void => report({ type: 'note', level: 'warn', text });
  let reader: Reader | null = null;
  let caughtUp = false;
  let gone = false;
  for (;;) {
    const now = await files.stat(path);
    if (now === null) {
      if (!gone) note(`${path} is not there; waiting for it`);
      gone = true;
    } else {
      if (gone) note(`${path} is there again`);
      gone = false;
      if (reader !== null && reader.identity !== now.identity) {
        yield* rotatedSince(reader, path, now.identity, files, signal);
        reader = null;
      }
      if (reader !== null && now.size < reader.offset) {
        note(`${path} has become shorter; reading it from its beginning`);
        reader = null;
      }
      // One more byte shows whether a line begins there.
      reader ??= new Reader(now.identity ?? '', caughtUp ? 0 : Math.max(0, now.size - most - 1));
      yield* reader.readOn(path, now.size, files);
    }
    if (!caughtUp) yield { type: 'caught-up' };
    caughtUp = true;
    await clock.sleep(LOOK_MS, signal);
  }
}

/** One file, read to its end. */
class Reader {
  readonly identity: string;
  offset: number;
  readonly #lines = new LineBlocks();
  #midLine: boolean;
  #unframe: ((block: Uint8Array) => Uint8Array) | null | undefined;

  constructor(identity: string, offset = 0) {
    this.identity = identity;
    this.offset = offset;
    this.#midLine = offset > 0;
  }

  /** Reads on; gives `loss`, if there is one, when no file has the name at this moment. */
  async *readOn(path: string, size: number, files: Files, loss?: Fault): AsyncGenerator<Lines | Fault> {
    if (size <= this.offset) return;
    const before = this.#lines.overlong;
    try {
      for await (const bytes of files.stream(path, this.offset, this.identity)) {
        this.offset += bytes.length;
        const block = this.#lines.push(bytes);
        if (block !== null) yield { type: 'lines', bytes: this.#plain(block) };
      }
    } catch (error) {
      if (!isGone(error)) throw error;
      if (loss !== undefined) yield loss;
    }
    const overlong = this.#lines.overlong - before;
    if (overlong > 0) yield { type: 'overlong', lines: overlong };
  }

  /** The block without the rest of a line that began before it, and without a container runtime's framing. */
  #plain(bytes: Uint8Array): Uint8Array {
    const block = this.#midLine ? bytes.subarray(bytes.indexOf(10) + 1) : bytes;
    this.#midLine = false;
    if (this.#unframe === undefined) this.#unframe = isFramed(block) ? unframer() : null;
    return this.#unframe === null ? block : this.#unframe(block);
  }
}

/** Whether a file was renamed or removed before it was opened. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
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
  const folder = path.slice(0, path.lastIndexOf('/'));
  const siblings = (await files.list(folder)).map((name) => `${folder}/${name}`);
  const family = families(siblings).find((paths) => paths.includes(path)) ?? [];
  const rotated: { path: string; stat: FileStat }[] = [];
  for (const sibling of family.filter((each) => logName(each).rotated !== null)) {
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
    try {
      yield* linesOf(files.stream(later), files, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
      yield loss;
    }
  }
}
