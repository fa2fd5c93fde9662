// The bytes of a file, pipe or device as they are read.
import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { identityOf, kindOf } from './file-facts.ts';

/** Bytes that are read at once; fewer of a smaller file, since so much memory is taken for each reading. */
const STEP = 1024 * 1024;
const SMALLEST_STEP = 4096;

/** The port's `stream`. A pipe is waited for by events, so that a signal is heard in that time. */
export async function* stream(path: string, from = 0, identity?: string): AsyncGenerator<Uint8Array> {
  // Without O_NONBLOCK the opening of a pipe waits for a writer, and nothing ends that.
  let fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const stats = fstatSync(fd);
  const kind = kindOf(stats);
  if (kind === 'pipe') {
    // It must be this descriptor: one that is opened after a writer has gone is not given the end.
    yield* pipeBytes(fd);
    return;
  }
  if (identity !== undefined && identityOf(stats) !== identity) {
    closeSync(fd);
    return;
  }
  if (kind === 'device') {
    // A terminal would answer at once that nothing was typed.
    closeSync(fd);
    fd = openSync(path, 'r');
  }
  // One byte more than there are: the end is seen with the last ones.
  const step = kind === 'device' ? STEP : Math.min(STEP, Math.max(SMALLEST_STEP, stats.size - from + 1));
  // It closes the descriptor when it is read or left.
  yield* createReadStream(path, { fd, highWaterMark: step, start: kind === 'device' ? undefined : from });
}

/** What is written to a pipe, from its first writer to the end of its last. */
async function* pipeBytes(fd: number): AsyncGenerator<Uint8Array> {
  const socket = new Socket({ fd, readable: true, writable: false });
  try {
    yield* socket;
  } finally {
    socket.destroy();
  }
}
