// A file on this machine, read once, in the fastest way that works for it.
import type { World } from '../core/ports.ts';
import { pasteable } from '../core/shell-quote.ts';
import { headOf, linesOf, natureOf, unframedBlocks } from './bytes.ts';
import { LineBlocks } from '../core/lines.ts';
import { untilAborted } from '../core/or-aborted.ts';
import { messageOf, Problem } from '../core/problem.ts';
import type { Block, Fault, Lines, Origin } from './source.ts';

/** A file below this size is read before threads would have started. */
const LARGE_FILE = 24 * 1024 * 1024;

/** An error of a file that comes from a thread has no code any more. */
const systemMessage = /^E[A-Z]+: /;

type FileWorld = Pick<World, 'files' | 'signal'>;

/** One file, from its beginning; what ends the reading early is given as a loss, so that other files are read. */
export async function* fileBlocks(path: string, world: FileWorld): AsyncGenerator<Block> {
  const size = await sizeToSplit(path, world).catch(() => null);
  if (size === null) yield* streamedBlocks(path, world);
  else yield { type: 'file', path, size, linesFrom: (offset, origin) => linesFrom(path, offset, origin, world) };
}

/** The lines of a plain file that begin at an offset or later, without framing. */
async function* linesFrom(
  path: string,
  offset: number,
  origin: Origin,
  { files, signal }: FileWorld,
): AsyncGenerator<Lines | Fault> {
  // One byte before it shows whether a line begins there.
  const bytes = untilAborted(files.stream(path, Math.max(0, offset - 1)), signal);
  try {
    for await (const block of unframedBlocks(bytes, new LineBlocks({ midLine: offset > 0 })))
      yield { type: 'lines', bytes: block, origin };
  } catch (error) {
    signal.throwIfAborted();
    yield unreadRest(path, error);
  }
}

/** One file as a stream, read as far as possible; `gone` is given where no file has the name any more. */
export async function* streamedBlocks(
  path: string,
  { files, signal }: FileWorld,
  gone?: Fault,
): AsyncGenerator<Lines | Fault> {
  try {
    yield* linesOf({ name: path, argument: pasteable([path]), source: files.stream(path) }, files, signal);
  } catch (error) {
    signal.throwIfAborted();
    yield unreadRest(path, error, gone);
  }
}

/** What is said when a file cannot be read on; throws an error that does not come of reading. */
export function unreadRest(path: string, error: unknown, gone = wasRemoved(path)): Fault {
  const { cause } = error instanceof Problem ? error : { cause: error };
  if (hasCode(cause, 'EMFILE') || messageOf(error).startsWith('EMFILE'))
    throw new Problem('command-failed', `${path} cannot be opened: this process has too many open files`, {
      hint: 'raise the limit of open files: ulimit -n 4096',
      cause,
    });
  if (hasCode(cause, 'ENOENT') || messageOf(error).startsWith('ENOENT')) return gone;
  if (error instanceof Problem) return { type: 'lost', text: `${error.message}: ${error.hint ?? ''}` };
  if (!(error instanceof Error && ('syscall' in error || systemMessage.test(error.message)))) throw error;
  return { type: 'lost', text: `${path} could not be read to its end: ${messageOf(error)}` };
}

function wasRemoved(path: string): Fault {
  return { type: 'lost', text: `${path} was removed before it was read; events may be missing` };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** The size of a file that threads can read by ranges; null for one that has to be read as a stream. */
async function sizeToSplit(path: string, { files }: FileWorld): Promise<number | null> {
  const found = await files.stat(path);
  if (found === null || found.kind !== 'file' || found.size < LARGE_FILE) return null;
  return natureOf(await headOf(files.stream(path))) === 'plain' ? found.size : null;
}
