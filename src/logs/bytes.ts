// Bytes of any kind of log as blocks of plain lines: compressed or not, framed by a container runtime or not.
import { untilAborted } from '../core/or-aborted.ts';
import type { Files } from '../core/ports.ts';
import { isFramed, unframer } from '../events/cri.ts';
import { lineBlocks, LineBlocks } from '../core/lines.ts';
import type { Fault, Lines, Origin } from './source.ts';

/** What the first bytes show. */
export type Nature = 'plain' | 'compressed' | 'framed';

/** Enough bytes to recognize the format; no event is shorter. */
const ENOUGH = 80;

/** Finds out what the bytes are from the first of them. */
export function natureOf(head: Uint8Array): Nature {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'compressed';
  return isFramed(head) ? 'framed' : 'plain';
}

/** The plain lines of any kind of log, read from its first line until the signal is aborted; those that are too long are counted. */
export async function* linesOf(
  source: AsyncIterable<Uint8Array>,
  name: string,
  files: Pick<Files, 'gunzip'>,
  signal: AbortSignal,
): AsyncGenerator<Lines | Fault> {
  const origin: Origin = { name, midway: false };
  const lines = new LineBlocks();
  for await (const bytes of plainBlocks(untilAborted(source, signal), files, lines))
    yield { type: 'lines', bytes, origin };
  if (lines.overlong > 0) yield { type: 'overlong', lines: lines.overlong, origin };
}

/** Blocks of whole lines of a source, unpacked and without framing. */
async function* plainBlocks(
  source: AsyncIterable<Uint8Array>,
  files: Pick<Files, 'gunzip'>,
  lines: LineBlocks,
): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peek(source);
  if (natureOf(head) === 'compressed') {
    yield* plainBlocks(files.gunzip(whole), files, lines);
    return;
  }
  const unframe = natureOf(head) === 'framed' ? unframer() : (block: Uint8Array) => block;
  for await (const block of lineBlocks(whole, lines)) {
    const plain = unframe(block);
    if (plain.length > 0) yield plain;
  }
}

/** The first bytes of a source, which is then closed. */
export async function headOf(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const bytes of source) return bytes;
  return new Uint8Array(0);
}

/** The first bytes of a source, enough to recognize its format, and the source with them still in it. */
async function peek(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < ENOUGH) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return { head, whole: continued(head, iterator) };
}

async function* continued(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
