// Unpacks gzip as `gzip -dc` does: all members, padding after the last, and everything before a damage.
import type { InflateRaw } from 'node:zlib';

/** Packed bytes that are worked on at once: what they unpack to is held until the reader asks for more. */
const STEP = 8 * 1024;

/** Unpacked bytes that are made at once. Where packed data breaks off, at most so many before that place are lost. */
const PIECE = 32 * 1024;

/** Bits of a header's flags. */
const HAS_CHECKSUM = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;

/**
 * The content of gzipped bytes. Fails after the last byte that could be unpacked: with Z_BUF_ERROR where the packed bytes
 * end early, with Z_DATA_ERROR where they are damaged or followed by something else than zeros. A member whose checksum is
 * wrong is given, and so is what follows it.
 */
export async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { crc32, createInflateRaw } = await import('node:zlib');
  const input = new Input(source);
  let wrong: Error | null = null;
  try {
    for (let members = 0; ; members += 1) {
      if (!(await startOfMember(input, members === 0))) break;
      await skipHeader(input);
      const sum = { crc: 0, bytes: 0 };
      for await (const bytes of inflated(input, createInflateRaw({ chunkSize: PIECE }))) {
        sum.crc = crc32(bytes, sum.crc);
        sum.bytes = (sum.bytes + bytes.length) % 2 ** 32;
        yield bytes;
      }
      const trailer = Buffer.from(await input.exactly(8));
      if (trailer.readUInt32LE(0) !== sum.crc || trailer.readUInt32LE(4) !== sum.bytes)
        wrong ??= dataError('its checksum is wrong');
    }
  } finally {
    await input.close();
  }
  if (wrong !== null) throw wrong;
}

/** Whether another member begins here; zeros before the end are padding. The first one has to be there. */
async function startOfMember(input: Input, isFirst: boolean): Promise<boolean> {
  const first = isFirst ? await input.byte() : await input.byteAfterZeros();
  if (first === null && !isFirst) return false;
  if (first === 0x1f && (await input.byte()) === 0x8b) return true;
  throw dataError(isFirst ? 'incorrect header check' : 'something that is not gzip follows its end');
}

async function skipHeader(input: Input): Promise<void> {
  const [method = 0, flags = 0] = await input.exactly(8);
  if (method !== 8) throw dataError('unknown compression method');
  if ((flags & HAS_EXTRA) !== 0) await input.exactly(Buffer.from(await input.exactly(2)).readUInt16LE(0));
  for (const flag of [HAS_NAME, HAS_COMMENT])
    if ((flags & flag) !== 0) while ((await input.byte()) !== 0) if (input.over) throw endError();
  if ((flags & HAS_CHECKSUM) !== 0) await input.exactly(2);
}

/** Unpacks up to the end of the packed data, and leaves what follows it in the input. */
async function* inflated(input: Input, unpack: InflateRaw): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = [];
  unpack.on('data', (bytes: Uint8Array) => made.push(bytes));
  try {
    for (let given = 0; ;) {
      const packed = await input.piece(STEP);
      if (packed === null) throw endError();
      given += packed.length;
      const error = await worked(unpack, packed);
      yield* made;
      made = [];
      if (error !== null) throw error;
      const left = given - unpack.bytesWritten;
      if (left === 0) continue;
      input.putBack(left);
      return;
    }
  } finally {
    unpack.destroy();
  }
}

/** Resolves when all that comes of some packed bytes was made; with the error, where there is one. */
async function worked(unpack: InflateRaw, packed: Uint8Array): Promise<Error | null> {
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve(error);
    unpack.once('error', fail);
    unpack.write(packed, () => {
      unpack.off('error', fail);
      resolve(null);
    });
  });
}

/** The bytes of a source, as many as are wanted at a time. */
class Input {
  readonly #source: AsyncIterator<Uint8Array>;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Whether the source has ended. */
  over = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next bytes, at least one and at most so many; null at the end. */
  async piece(most: number): Promise<Uint8Array | null> {
    while (this.#at === this.#bytes.length) {
      const next = this.over ? null : await this.#source.next();
      if (next === null || next.done === true) {
        this.over = true;
        return null;
      }
      this.#bytes = next.value;
      this.#at = 0;
    }
    const piece = this.#bytes.subarray(this.#at, this.#at + most);
    this.#at += piece.length;
    return piece;
  }

  /** The next byte; null at the end. */
  async byte(): Promise<number | null> {
    return (await this.piece(1))?.[0] ?? null;
  }

  /** The next byte that is not zero; null at the end. */
  async byteAfterZeros(): Promise<number | null> {
    for (;;) {
      const piece = await this.piece(STEP);
      if (piece === null) return null;
      const at = piece.findIndex((byte) => byte !== 0);
      if (at < 0) continue;
      this.putBack(piece.length - at - 1);
      return piece[at] ?? null;
    }
  }

  /** So many bytes; fails where there are fewer. */
  async exactly(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const piece = await this.piece(count - at);
      if (piece === null) throw endError();
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** Gives back the last bytes of the last piece. */
  putBack(count: number): void {
    this.#at -= count;
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

function dataError(message: string): Error {
  return Object.assign(new Error(message), { code: 'Z_DATA_ERROR' });
}

function endError(): Error {
  return Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' });
}
