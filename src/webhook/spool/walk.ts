// The way of a reader through the files of the log, with the one that is open and the buffer that is used again.
import type { AppendFile } from '../../core/append-files.ts';
import { HEADER_SIZE, readHeader, recordSize, TRAILER_SIZE, type Header } from './record.ts';
import { Scanner } from './scan.ts';
import type { Segment, Segments } from './segments.ts';
import type { SpoolWorld } from './spool-world.ts';

/** An offset of a segment. */
export interface Position {
  readonly segment: Segment;
  readonly at: number;
}

export interface Place extends Position {
  readonly file: AppendFile;
  at: number;
}

export class Walk {
  private readonly world: SpoolWorld;
  private readonly segments: Segments;
  private buffer = new Uint8Array(0);
  private place: Place | null = null;

  constructor(world: SpoolWorld, segments: Segments) {
    this.world = world;
    this.segments = segments;
  }

  /** Where record `next` is, as far as it is known. */
  position(next: number): Position | null {
    if (this.place !== null && this.segments.has(this.place.segment)) return this.place;
    const segment = this.segments.holding(next);
    return segment === undefined ? null : { segment, at: 0 };
  }

  /** Goes on in the open file. */
  goTo(at: number): void {
    if (this.place !== null) this.place.at = at;
  }

  /** The place of record `next`; null where nothing comes after it. */
  async locate(next: number): Promise<Place | null> {
    for (;;) {
      const { place, segments } = this;
      if (place !== null && segments.has(place.segment)) {
        if (place.at < place.segment.size && next < segments.endOf(place.segment)) return place;
        const after = segments.after(place.segment);
        if (after === undefined) return null;
        await this.close();
        this.place = await this.open(after);
      } else {
        await this.close();
        const segment = segments.holding(next);
        if (segment === undefined) return null;
        this.place = await this.open(segment);
        const scanner = new Scanner(this.place.file, segment.size, this.world.appendFiles.crc32);
        this.place.at = await scanner.find(next);
      }
    }
  }

  private async open(segment: Segment): Promise<Place> {
    const file = await this.world.appendFiles.open(segment.path);
    // One that is gone is as one with nothing in it.
    return { segment, file: file ?? noFile, at: 0 };
  }

  /** Up to so many bytes of the log from the place on. */
  async load({ segment, file, at }: Place, most: number): Promise<Uint8Array> {
    const wanted = Math.min(segment.size - at, most + HEADER_SIZE + TRAILER_SIZE);
    const usual = Math.max(wanted, 64 * 1024);
    if (this.buffer.length < wanted || this.buffer.length > 4 * usual) this.buffer = new Uint8Array(usual);
    const read = await file.read(this.buffer.subarray(0, wanted), at);
    return this.buffer.subarray(0, read);
  }

  /** The header at the place, where it is that of record `next`. */
  headerHere(bytes: Uint8Array, { segment, at }: Place, next: number): Header | null {
    const header = readHeader(bytes, 0, this.world.appendFiles.crc32);
    if (header?.sequence !== next || header.sequence >= this.segments.endOf(segment)) return null;
    return at + recordSize(header) <= segment.size ? header : null;
  }

  async close(): Promise<void> {
    const { place } = this;
    this.place = null;
    await place?.file.close().catch(() => undefined);
  }
}

const noFile: AppendFile = {
  write: async () => undefined,
  read: async () => 0,
  sync: async () => undefined,
  truncate: async () => undefined,
  linked: async () => false,
  close: async () => undefined,
};
