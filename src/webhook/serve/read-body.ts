// Reads the body of a request, unpacked, within a limit for the body and one for all bodies at the same time.
import type { HttpReply, HttpRequest } from '../../core/http-server.ts';
import type { Files } from '../../core/ports.ts';
import { messageOf } from '../../core/problem.ts';
import { failure } from './answers.ts';
import { MOST_BODY, tooLarge, type Encoding } from './read-head.ts';

/** Bytes of all bodies that are read at the same time. */
const MOST_AT_ONCE = 4 * MOST_BODY;

/** What is held of bodies at the moment, in bytes. */
export class BodyRoom {
  readonly #most: number;
  #used = 0;

  /** `most`: bytes of all of them; one body must have room. */
  constructor(most = MOST_AT_ONCE) {
    this.#most = most;
  }

  /** Whether so many bytes more have room; they are counted if so. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.#most) return false;
    this.#used += bytes;
    return true;
  }

  /** Bytes are no longer held. */
  free(bytes: number): void {
    this.#used -= bytes;
  }
}

/**
 * Gives the whole body to `work`, and holds it for as long as that goes on. Where there is none to give, the answer to that
 * is returned; `drop` where the connection has ended before the body.
 */
export async function withBody(
  { body }: Pick<HttpRequest, 'body'>,
  encoding: Encoding,
  { gunzip }: Pick<Files, 'gunzip'>,
  room: BodyRoom,
  work: (body: Uint8Array) => Promise<HttpReply | 'drop'>,
): Promise<HttpReply | 'drop'> {
  let held = 0;
  const parts: Uint8Array[] = [];
  let isCut = false;
  const arriving = watched(body, () => (isCut = true));
  try {
    for await (const part of encoding === 'gzip' ? gunzip(arriving) : arriving) {
      if (held + part.length > MOST_BODY) return tooLarge();
      if (!room.take(part.length)) return failure(503, 'too many requests at the same time', { 'Retry-After': '1' });
      held += part.length;
      parts.push(part);
    }
    return await work(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, held));
  } catch (error) {
    if (isCut) return 'drop';
    if (encoding !== 'gzip' || !isPacking(error)) throw error;
    return failure(400, `the gzip of the body is broken: ${messageOf(error)}`);
  } finally {
    room.free(held);
  }
}

/** What a source yields; `onFailed` is called where it fails. */
async function* watched(source: AsyncIterable<Uint8Array>, onFailed: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    onFailed();
    throw error;
  }
}

function isPacking(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
