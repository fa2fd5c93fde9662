// The bytes of a file, pipe or device as they are read.
import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Socket } from 'node:net';
import { identityOf, kindOf } from './file-facts.ts';

/** Bytes that are read at once; fewer of a smaller file, since so much memory is taken for each reading. */
const STEP = 1024 * 1024;
const SMALLEST_STEP = 4096;

/** So many files are kept open; what is read beside them is opened for each step, since descriptors are few. */
const MOST_OPEN = 16;
let kept = 0;

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
  if (kind !== 'device' && kept >= MOST_OPEN) {
    closeSync(fd);
    yield* byTurns(path, from, step, identityOf(stats));
    return;
  }
  kept += 1;
  try {
    // It closes the descriptor when it is read or left.
    yield* createReadStream(path, { fd, highWaterMark: step, start: kind === 'device' ? undefined : from });
  } finally {
    kept -= 1;
  }
}

/** The bytes of a file that is open only while a step of it is read; throws where its name is another one's by then. */
async function* byTurns(path: string, from: number, step: number, identity: string): AsyncGenerator<Uint8Array> {
  for (let at = from; ;) {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    let bytes: Uint8Array;
    try {
      if (identityOf(await handle.stat()) !== identity) throw renamed(path);
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(step), 0, step, at);
      bytes = buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
    if (bytes.length === 0) return;
    at += bytes.length;
    yield bytes;
  }
}

function renamed(path: string): Error {
  const message = `ENOENT: no longer the file that was read, open '${path}'`;
  return Object.assign(new Error(message), { code: 'ENOENT', syscall: 'open', path });
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
