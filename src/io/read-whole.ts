// Reads a whole file or pipe within bounds of memory and of time.
import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { joined } from '../core/lines.ts';
import type { NoFile } from '../core/ports.ts';
import { isCode, kindOf, orNull } from './file-facts.ts';

/** Milliseconds for which a pipe without a writer may still get one. */
const PATIENCE = 1000;
/** Milliseconds between two looks at a pipe that holds nothing. */
const PAUSE = 20;

/** The port's `readWhole`. */
export async function readWhole(path: string, most: number): Promise<Uint8Array | NoFile | 'large' | null> {
  const found = await orNull(stat(path));
  if (found === null) return null;
  const kind = kindOf(found);
  if (kind !== 'file' && kind !== 'pipe') return kind;
  // Without O_NONBLOCK the opening of a pipe waits for a writer, and nothing ends that.
  const handle = await orNull(open(path, constants.O_RDONLY | constants.O_NONBLOCK));
  if (handle === null) return null;
  try {
    return await readAll(handle, most, kind === 'pipe');
  } finally {
    await handle.close();
  }
}

async function readAll(handle: FileHandle, most: number, isPipe: boolean): Promise<Uint8Array | 'pipe' | 'large'> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let waited = 0;
  for (;;) {
    const piece = await nextPiece(handle);
    if (piece !== null && piece.length > 0) {
      pieces.push(piece);
      size += piece.length;
      if (size > most) return 'large';
      continue;
    }
    // A pipe is at its end without a writer: before the first one too.
    const isEarly = isPipe && size === 0 && piece !== null;
    if (piece !== null && !isEarly) return joined(pieces);
    if (isEarly && waited >= PATIENCE) return 'pipe';
    if (isEarly) waited += PAUSE;
    await sleep(PAUSE);
  }
}

/** Some bytes; none at the end; null where a writer has not written yet. */
async function nextPiece(handle: FileHandle): Promise<Uint8Array | null> {
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(64 * 1024), 0, 64 * 1024, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (isCode(error, 'EAGAIN')) return null;
    throw error;
  }
}
