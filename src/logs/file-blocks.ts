// A file on this machine, read once, in the fastest way that works for it.
import type { World } from '../core/ports.ts';
import { pasteable } from '../core/shell-quote.ts';
import { headOf, linesOf, natureOf } from './bytes.ts';
import { unreadable } from './local-files.ts';
import type { Block, Fault, Lines } from './source.ts';

/** A file below this size is read before threads would have started. */
const LARGE_FILE = 24 * 1024 * 1024;

type FileWorld = Pick<World, 'files' | 'signal'>;

/** One file, from its beginning. */
export async function* fileBlocks(path: string, world: FileWorld): AsyncGenerator<Block> {
  const size = await sizeToSplit(path, world);
  if (size === null) yield* streamedBlocks(path, world);
  else yield { type: 'file', path, size };
}

/** One file as a stream; a damaged archive is read as far as possible, and one of another format is said. */
export async function* streamedBlocks(path: string, { files, signal }: FileWorld): AsyncGenerator<Lines | Fault> {
  try {
    yield* linesOf({ name: path, argument: pasteable([path]), source: files.stream(path) }, files, signal);
  } catch (error) {
    signal.throwIfAborted();
    unreadable(path, error);
  }
}

/** The size of a file that threads can read by ranges; null for one that has to be read as a stream. */
async function sizeToSplit(path: string, { files }: FileWorld): Promise<number | null> {
  const found = await files.stat(path).catch((error: unknown) => unreadable(path, error));
  if (found === null || found.kind !== 'file' || found.size < LARGE_FILE) return null;
  const head = await headOf(files.stream(path)).catch((error: unknown) => unreadable(path, error));
  return natureOf(head) === 'plain' ? found.size : null;
}
