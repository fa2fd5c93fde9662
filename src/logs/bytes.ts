// Bytes of any kind of log as blocks of plain lines: compressed or not, framed by a container runtime or not.
import { untilAborted } from '../core/or-aborted.ts';
import type { Files } from '../core/ports.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { hasFrames, unframer } from '../events/cri.ts';
import { lineBlocks, LineBlocks } from '../core/lines.ts';
import { foreignFormat, foreignInside, isGzip, type ForeignFormat } from './formats.ts';
import type { Fault, Lines, Origin } from './source.ts';

/** What the first bytes show. */
export type Nature = 'plain' | 'compressed' | 'framed' | 'foreign';

/** Enough bytes to recognize the format; no event is shorter. */
const ENOUGH = 80;

/** Finds out what the bytes are from the first of them. */
export function natureOf(head: Uint8Array): Nature {
  if (isGzip(head)) return 'compressed';
  if (foreignFormat(head) !== null) return 'foreign';
  return hasFrames(head) ? 'framed' : 'plain';
}

/** Where bytes come from. */
export interface Bytes {
  /** For messages. */
  readonly name: string;
  /** How they are named in a command that reads them. */
  readonly argument: string;
  readonly source: AsyncIterable<Uint8Array>;
}

/**
 * The plain lines of any kind of log, until the signal is aborted. Of a damaged archive
 * everything is given that was unpacked before the damage. Throws a Problem for a format that is not read.
 */
export async function* linesOf(
  bytes: Bytes,
  files: Pick<Files, 'gunzip'>,
  signal: AbortSignal,
): AsyncGenerator<Lines | Fault> {
  const origin: Origin = { name: bytes.name, midway: false };
  const lines = new LineBlocks();
  try {
    for await (const block of plainBlocks({ ...bytes, source: untilAborted(bytes.source, signal) }, files, lines))
      yield { type: 'lines', bytes: block, origin };
  } catch (error) {
    if (!isBrokenArchive(error)) throw error;
    yield { type: 'lost', text: `${bytes.name} is damaged and was read as far as possible: ${messageOf(error)}` };
  }
}

function isBrokenArchive(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/** Blocks of whole lines of a source, unpacked and without framing. */
async function* plainBlocks(bytes: Bytes, files: Pick<Files, 'gunzip'>, lines: LineBlocks): AsyncGenerator<Uint8Array> {
  let { head, whole } = await peek(bytes.source);
  if (natureOf(head) === 'compressed') {
    ({ head, whole } = await peek(files.gunzip(whole)));
    const inside = foreignInside(head);
    if (inside !== null) throw notRead(bytes, inside);
  }
  const foreign = foreignFormat(head);
  if (foreign !== null) throw notRead(bytes, foreign);
  yield* unframedBlocks(whole, lines);
}

/** Blocks of whole lines of plain bytes, without framing. */
export async function* unframedBlocks(
  source: AsyncIterable<Uint8Array>,
  lines: LineBlocks,
): AsyncGenerator<Uint8Array> {
  const container = unframer();
  try {
    for await (const block of lineBlocks(source, lines)) {
      const plain = container.lines(block);
      if (plain.length > 0) yield plain;
    }
  } catch (error) {
    const rest = isBrokenArchive(error) ? lines.end() : null;
    if (rest !== null) yield container.lines(rest);
    throw error;
  }
  const rest = container.end();
  if (rest.length > 0) yield rest;
}

/** The problem of a format that is not read. */
export function notRead({ name, argument }: Omit<Bytes, 'source'>, { is, command }: ForeignFormat): Problem {
  return new Problem('file-unreadable', `${name} is ${is}, which is not read`, {
    hint: `${command(argument)} | kind-audit logs -`,
  });
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
