// Reads the log for one backend: from the file into one buffer that is used again, in order, from its cursor on.
import type { AppendFile } from '../../core/append-files.ts';
import { count, isOrAre } from '../../core/plural.ts';
import { between, moveTo, nothing, sum, type Amount, type Cursor } from './cursor.ts';
import type { Cursors } from './cursors.ts';
import { setAside } from './dead.ts';
import { HEADER_SIZE, judge, readHeader, recordSize, TRAILER_SIZE, type Header } from './record.ts';
import { Scanner, type Found } from './scan.ts';
import type { Segment, Segments } from './segments.ts';
import type { SpoolWorld } from './spool-world.ts';

/** A stored batch. Its body lies in a buffer that the next read of the same reader writes to. */
export interface SpoolRecord {
  readonly sequence: number;
  /** When it was accepted: milliseconds since 1970. */
  readonly time: number;
  readonly events: number;
  /** The control plane that sent it. */
  readonly origin: string;
  readonly body: Uint8Array;
}

/** How much to read at once. At least one record is read, whatever its size. */
export interface ReadLimit {
  readonly bytes: number;
  readonly events: number;
}

/** A record that was read and not yet delivered, and where the next one begins. */
interface Sent extends Pick<Header, 'sequence' | 'total' | 'events' | 'time'> {
  readonly end: number;
}

interface Place {
  readonly segment: Segment;
  readonly file: AppendFile;
  at: number;
}

export class Reader {
  readonly cursor: Cursor;
  /** Read and not yet delivered. */
  sent: readonly Sent[] = [];
  private reading: Promise<unknown> | null = null;
  private pauses = 0;
  private resumed: Promise<void> = Promise.resolve();
  /** Of what was counted as skipped, what was on its way at the jump: it may yet be delivered. */
  undecided: Amount = nothing;
  private readonly world: SpoolWorld;
  private readonly segments: Segments;
  private readonly cursors: Cursors;
  private buffer = new Uint8Array(0);
  private place: Place | null = null;

  constructor(world: SpoolWorld, segments: Segments, cursors: Cursors, cursor: Cursor) {
    this.world = world;
    this.segments = segments;
    this.cursors = cursors;
    this.cursor = cursor;
  }

  /** The next records from the cursor on, in order; none when everything was delivered. */
  async read(limit: ReadLimit): Promise<readonly SpoolRecord[]> {
    while (this.pauses > 0) await this.resumed;
    this.sent = [];
    this.undecided = nothing;
    const work = this.readNow(limit);
    this.reading = work.catch(() => undefined);
    try {
      return await work;
    } finally {
      this.reading = null;
    }
  }

  /** Does something while nothing is read. */
  async paused<T>(work: () => Promise<T>): Promise<T> {
    this.pauses += 1;
    const done = (this.reading ?? Promise.resolve()).then(work);
    this.resumed = done.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await done;
    } finally {
      this.pauses -= 1;
    }
  }

  /** Says that all records up to this one were delivered. */
  advance(sequence: number): void {
    const done = this.sent.filter((one) => one.sequence <= sequence);
    const last = done.at(-1);
    if (last === undefined) return;
    this.sent = this.sent.filter((one) => one.sequence > sequence);
    if (last.sequence < this.cursor.next) {
      // The cursor has jumped, and what was on its way has arrived.
      const back = { records: -done.length, events: -done.reduce((all, { events }) => all + events, 0) };
      this.cursor.skipped = sum(this.cursor.skipped, back);
      this.undecided = sum(this.undecided, back);
      this.cursors.moved();
      return;
    }
    moveTo(this.cursor, last.sequence + 1, last.total + last.events);
    if (this.place !== null) this.place.at = last.end;
    this.cursors.moved();
  }

  /** Where the next record is, as far as it is known. */
  get position(): { readonly segment: Segment; readonly at: number } | null {
    if (this.place !== null && this.segments.has(this.place.segment)) return this.place;
    const segment = this.segments.holding(this.cursor.next);
    return segment === undefined ? null : { segment, at: 0 };
  }

  /** Moves the cursor forward over records that are left out and counted; what was read before stays on its way. */
  async jump(next: number, total: number): Promise<Amount> {
    const skipped = between(this.cursor, next, total);
    this.cursor.skipped = sum(this.cursor.skipped, skipped);
    const events = this.sent.reduce((all, one) => all + one.events, 0);
    if (this.sent[0]?.sequence === this.cursor.next) this.undecided = { records: this.sent.length, events };
    moveTo(this.cursor, next, total);
    await this.close();
    this.cursors.moved();
    return skipped;
  }

  /** When the oldest record was accepted that is still to be delivered; null where there is none. */
  async oldest(): Promise<number | null> {
    const [first] = this.sent;
    if (first !== undefined) return first.time;
    const { position, segments, cursor } = this;
    let at = position?.at ?? 0;
    for (let segment = position?.segment; segment !== undefined; segment = segments.after(segment)) {
      const time = await timeAfter(this.world, segment, at, cursor.next);
      if (time !== null) return time;
      at = 0;
    }
    return null;
  }

  async close(): Promise<void> {
    const { place } = this;
    this.place = null;
    await place?.file.close().catch(() => undefined);
  }

  private async readNow(limit: ReadLimit): Promise<readonly SpoolRecord[]> {
    for (;;) {
      const place = await this.locate();
      if (place === null) {
        this.cursors.idle();
        return [];
      }
      const loaded = await this.load(place, limit.bytes);
      const records = this.collect(loaded, place, limit);
      if (records.length > 0) return records;
      const header = this.headerHere(loaded, place);
      if (header === null) await this.skipDamage(place);
      else if (recordSize(header) <= loaded.length) await this.skipRecord(place, header);
      else if ((await this.load(place, recordSize(header))).length < recordSize(header)) await this.skipDamage(place);
      else {
        const large = this.collect(this.buffer, place, limit);
        if (large.length > 0) return large;
        await this.skipRecord(place, header);
      }
    }
  }

  /** The place of the cursor; null where nothing comes after it. */
  private async locate(): Promise<Place | null> {
    for (;;) {
      const { place, segments, cursor } = this;
      if (place !== null && segments.has(place.segment)) {
        if (place.at < place.segment.size && cursor.next < segments.endOf(place.segment)) return place;
        const after = segments.after(place.segment);
        if (after === undefined) return null;
        await this.close();
        this.place = await this.open(after);
      } else {
        await this.close();
        const segment = segments.holding(cursor.next);
        if (segment === undefined) return null;
        this.place = await this.open(segment);
        const scanner = new Scanner(this.place.file, segment.size, this.world.appendFiles.crc32);
        this.place.at = await scanner.find(cursor.next);
      }
    }
  }

  private async open(segment: Segment): Promise<Place> {
    const file = await this.world.appendFiles.open(segment.path);
    // One that is gone is as one with nothing in it.
    return { segment, file: file ?? noFile, at: 0 };
  }

  /** Up to so many bytes of the log from the place on. */
  private async load({ segment, file, at }: Place, most: number): Promise<Uint8Array> {
    const wanted = Math.min(segment.size - at, most + HEADER_SIZE + TRAILER_SIZE);
    const usual = Math.max(wanted, 64 * 1024);
    if (this.buffer.length < wanted || this.buffer.length > 4 * usual) this.buffer = new Uint8Array(usual);
    const read = await file.read(this.buffer.subarray(0, wanted), at);
    return this.buffer.subarray(0, read);
  }

  /** The header at the place, where it is that of the record the cursor is at. */
  private headerHere(bytes: Uint8Array, { segment, at }: Place): Header | null {
    const header = readHeader(bytes, 0, this.world.appendFiles.crc32);
    if (header?.sequence !== this.cursor.next || header.sequence >= this.segments.endOf(segment)) return null;
    return at + recordSize(header) <= segment.size ? header : null;
  }

  /** The whole records at the start of the bytes. */
  private collect(bytes: Uint8Array, { segment, at: start }: Place, limit: ReadLimit): readonly SpoolRecord[] {
    const { crc32 } = this.world.appendFiles;
    const records: SpoolRecord[] = [];
    const sent: Sent[] = [];
    const end = this.segments.endOf(segment);
    let events = 0;
    for (let at = 0; ;) {
      const header = readHeader(bytes, at, crc32);
      if (header?.sequence !== this.cursor.next + records.length || header.sequence >= end) break;
      const next = at + recordSize(header);
      events += header.events;
      if (next > bytes.length || (records.length > 0 && (next > limit.bytes || events > limit.events))) break;
      const origin = at + HEADER_SIZE;
      const body = origin + header.originLength;
      const trailer = next - TRAILER_SIZE;
      if (judge(header, bytes.subarray(trailer, next), crc32(bytes.subarray(origin, trailer)), crc32) !== 'good') break;
      const { sequence, time, total } = header;
      const text = Buffer.from(bytes.subarray(origin, body)).toString();
      records.push({ sequence, time, events: header.events, origin: text, body: bytes.subarray(body, trailer) });
      sent.push({ sequence, time, total, events: header.events, end: start + next });
      at = next;
    }
    this.sent = sent;
    return records;
  }

  /** Leaves out the record at the place, whose body is not what was written. */
  private async skipRecord(place: Place, header: Header): Promise<void> {
    const end = place.at + recordSize(header);
    await setAside(this.world, this.segments.folder, place.segment, place.file, place.at, end);
    const { cursor } = this;
    cursor.lost = sum(cursor.lost, { records: 1, events: header.events });
    moveTo(cursor, header.sequence + 1, header.total + header.events);
    place.at = end;
    this.cursors.moved();
  }

  /** Goes to the next record that is whole, in this file or in the next one. */
  private async skipDamage(place: Place): Promise<void> {
    const { segment, file } = place;
    const size = segment.size;
    const scanner = new Scanner(file, size, this.world.appendFiles.crc32);
    const found = await scanner.next(place.at, this.cursor.next);
    const here = found !== null && found.header.sequence < this.segments.endOf(segment) && fits(found, size);
    const end = here ? found.at : size;
    let missing = this.cursor.next < this.segments.endOf(segment);
    if (here) missing = this.pass(found.header);
    if (end > place.at && missing) await setAside(this.world, this.segments.folder, segment, file, place.at, end);
    place.at = end;
  }

  /** Moves the cursor over what is not in the log, to a record that is; true when that is a loss, which is counted. */
  private pass({ sequence, total }: Header): boolean {
    const lost = between(this.cursor, sequence, total);
    moveTo(this.cursor, sequence, total);
    this.cursors.moved();
    if (lost.records === 0) return false;
    this.cursor.lost = sum(this.cursor.lost, lost);
    const text = `${count(lost.records, 'batch', 'batches')} of the spool with ${count(lost.events, 'event')} cannot be read, and ${isOrAre(lost.records)} left out`;
    this.world.report({ type: 'note', level: 'warn', text });
    return true;
  }
}

function fits({ header, at }: Found, size: number): boolean {
  return at + recordSize(header) <= size;
}

/** When the first record was accepted whose number is not less than `least`, from an offset of a segment on. */
async function timeAfter(
  { appendFiles }: SpoolWorld,
  segment: Segment,
  from: number,
  least: number,
): Promise<number | null> {
  const file = await appendFiles.open(segment.path);
  if (file === null) return null;
  try {
    const scanner = new Scanner(file, segment.size, appendFiles.crc32);
    const at = from > 0 ? from : await scanner.find(least);
    return (await scanner.next(at, least))?.header.time ?? null;
  } finally {
    await file.close();
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
