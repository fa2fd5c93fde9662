// Standard input, output and error of this process, whatever they are: a terminal, a pipe, a file on a full disk, a folder.
import { createReadStream, fstatSync, writeSync } from 'node:fs';
import { Writable, type Readable } from 'node:stream';
import { isatty } from 'node:tty';
import { Problem } from '../core/problem.ts';
import { systemWords } from '../core/system-error.ts';

/** A stream to write to; the rest is there where it is a terminal. */
export type StandardWritable = Writable & {
  readonly fd?: number;
  readonly isTTY?: boolean;
  readonly columns?: number;
};

const opened = new Map<1 | 2, StandardWritable>();

/** Standard output or error; the same stream each time. What cannot be written is an `error` of the stream. */
export function standardWritable(fd: 1 | 2): StandardWritable {
  const stream = opened.get(fd) ?? openWritable(fd);
  opened.set(fd, stream);
  return stream;
}

/** Whether another program reads what is written. */
export function isPipe({ fd }: StandardWritable): boolean {
  return fd !== undefined && fstatSync(fd).isFIFO();
}

/** Resolves when all that was written has left this process, or has failed. */
export async function flushed(stream: StandardWritable): Promise<void> {
  await new Promise<void>((resolve) => {
    if (stream.destroyed) resolve();
    else stream.write('', () => resolve());
  });
}

/** Standard input. Node reads a folder, and a disk, as an empty text; here the first is an `error` of the stream. */
export function standardInput(): Readable {
  return isNodes(0) || fstatSync(0).isFile() ? process.stdin : createReadStream('', { fd: 0, autoClose: false });
}

/**
 * The bytes of standard input until its end; the signal closes it, since a pending read cannot be cancelled. Throws a
 * Problem when it cannot be read.
 */
export async function* readInput(stream: Readable, until: AbortSignal): AsyncGenerator<Uint8Array> {
  const close = (): void => void stream.destroy();
  until.addEventListener('abort', close, { once: true });
  if (until.aborted) close();
  try {
    yield* stream;
  } catch (error) {
    until.throwIfAborted();
    throw new Problem('file-unreadable', `cannot read standard input: ${systemWords(error)}`, {
      hint: 'name a file, or send the text through a pipe',
      cause: error,
    });
  } finally {
    until.removeEventListener('abort', close);
  }
}

function openWritable(fd: 1 | 2): StandardWritable {
  if (isNodes(fd)) return fd === 1 ? process.stdout : process.stderr;
  return new FileWritable(fd);
}

/** Whether node's own stream does all that is needed. */
function isNodes(fd: number): boolean {
  if (isatty(fd)) return true;
  const stats = fstatSync(fd);
  return stats.isFIFO() || stats.isSocket();
}

/** A file. Node's own stream leaves out in silence what the system did not write at once, as at the end of a full disk. */
export class FileWritable extends Writable {
  readonly fd: number;

  constructor(fd: number) {
    super();
    this.fd = fd;
  }

  override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.fd, bytes, at);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  }
}
