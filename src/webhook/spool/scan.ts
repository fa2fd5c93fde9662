// A walk over the bytes of a segment that trusts nothing: the next header that is whole, and whether a record is.
import type { AppendFile } from '../../core/append-files.ts';
import {
  HEADER_MAGIC,
  HEADER_SIZE,
  judge,
  readHeader,
  readTrailer,
  recordSize,
  TRAILER_MAGIC,
  TRAILER_SIZE,
  type Crc32,
  type Header,
  type Trailer,
} from './record.ts';

const WINDOW = 256 * 1024;

/** A header, and where it is. */
export interface Found {
  readonly header: Header;
  readonly at: number;
}

/** Looks into a file of so many bytes through one window, so that small steps forward cost no read of their own. */
export class Scanner {
  private readonly file: AppendFile;
  private readonly size: number;
  private readonly crc32: Crc32;
  private readonly window: Uint8Array;
  private from = 0;
  private filled = 0;

  constructor(file: AppendFile, size: number, crc32: Crc32) {
    this.file = file;
    this.size = size;
    this.window = new Uint8Array(Math.min(WINDOW, size));
    this.crc32 = crc32;
  }

  /** So many bytes at an offset, at most a window; fewer at the end. Valid until the next call. */
  private async bytes(at: number, length: number): Promise<Uint8Array> {
    const wanted = Math.max(0, Math.min(length, this.size - at));
    if (at < this.from || at + wanted > this.from + this.filled) {
      const most = Math.min(this.window.length, this.size - at);
      this.filled = most <= 0 ? 0 : await this.file.read(this.window.subarray(0, most), at);
      this.from = at;
    }
    return this.window.subarray(at - this.from, Math.min(at - this.from + wanted, this.filled));
  }

  /** The header at this very offset; null where none is whole. */
  async headerAt(at: number): Promise<Header | null> {
    return readHeader(await this.bytes(at, HEADER_SIZE), 0, this.crc32);
  }

  /** Where these bytes occur from an offset on, with what follows them, at least as much as a header has or the rest. */
  private async *hits(magic: Uint8Array, from: number): AsyncGenerator<{ bytes: Uint8Array; hit: number; at: number }> {
    for (let at = from; at < this.size;) {
      const bytes = await this.bytes(at, WINDOW);
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let hit = buffer.indexOf(magic); hit >= 0; hit = buffer.indexOf(magic, hit + 1))
        yield { bytes, hit, at: at + hit };
      if (bytes.length < HEADER_SIZE || at + bytes.length >= this.size) return;
      at += bytes.length - HEADER_SIZE + 1;
    }
  }

  /** The first whole header at an offset or after it whose number is not less than `least`. */
  async next(from: number, least: number): Promise<Found | null> {
    const here = await this.headerAt(from);
    if (here !== null && here.sequence >= least) return { header: here, at: from };
    for await (const { bytes, hit, at } of this.hits(HEADER_MAGIC, from)) {
      const header = readHeader(bytes, hit, this.crc32);
      if (header !== null && header.sequence >= least) return { header, at };
    }
    return null;
  }

  /** The last whole trailer from an offset on. */
  async lastTrailer(from: number): Promise<Trailer | null> {
    let last: Trailer | null = null;
    for await (const { bytes, hit } of this.hits(TRAILER_MAGIC, from))
      last = readTrailer(bytes, hit, this.crc32) ?? last;
    return last;
  }

  /** Whether a record is whole; `see` gets the bytes of its body, piece by piece. */
  async check({ header, at }: Found, see: (piece: Uint8Array) => void): Promise<'good' | 'damaged' | 'torn'> {
    const body = at + HEADER_SIZE + header.originLength;
    const end = body + header.bodyLength;
    let payload = 0;
    for (let from = at + HEADER_SIZE; from < end;) {
      const piece = await this.bytes(from, Math.min(WINDOW, (from < body ? body : end) - from));
      if (piece.length === 0) return 'torn';
      payload = this.crc32(piece, payload);
      if (from >= body) see(piece);
      from += piece.length;
    }
    return judge(header, await this.bytes(end, TRAILER_SIZE), payload, this.crc32);
  }

  /** Where the record of a number is, or the first after it; else the end of what can be read. */
  async find(sequence: number): Promise<number> {
    let at = 0;
    for (;;) {
      const header = await this.headerAt(at);
      const found = header === null ? await this.next(at, 0) : { header, at };
      // What is damaged before the record belongs to the way to it.
      if (found === null || found.header.sequence >= sequence) return at;
      at = found.at + recordSize(found.header);
    }
  }
}
