// Reads the log for one backend: from the file into one buffer that is used again, in order, from its cursor on.
import { count, isOrAre } from '../../core/plural.ts';
import { between, moveTo, nothing, sum, type Amount, type Cursor } from './cursor.ts';
import type { Cursors } from './cursors.ts';
import { setAside } from './dead.ts';
import { oldestTime } from './oldest.ts';
import { recordSize, type Header } from './record.ts';
import { Scanner, type Found } from './scan.ts';
import type { Segments } from './segments.ts';
import type { SpoolWorld } from './spool-world.ts';
import { Walk, type Place, type Position } from './walk.ts';
import { wholeRecords, type ReadLimit, type SpoolRecord } from './whole-records.ts';

/** A record that was read and not yet delivered, and where the next one begins. */
interface Sent extends Pick<Header, 'sequence' | 'total' | 'events' | 'time'> {
  readonly end: number;
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
  private readonly walk: Walk;

  constructor(world: SpoolWorld, segments: Segments, cursors: Cursors, cursor: Cursor) {
    this.world = world;
    this.segments = segments;
    this.cursors = cursors;
    this.cursor = cursor;
    this.walk = new Walk(world, segments);
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
    this.walk.goTo(last.end);
    this.cursors.moved();
  }

  /** Where the next record is, as far as it is known. */
  get position(): Position | null {
    return this.walk.position(this.cursor.next);
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
    return oldestTime(this.world, this.segments, this.position, this.cursor.next);
  }

  async close(): Promise<void> {
    await this.walk.close();
  }

  private async readNow(limit: ReadLimit): Promise<readonly SpoolRecord[]> {
    for (;;) {
      const place = await this.walk.locate(this.cursor.next);
      if (place === null) {
        this.cursors.idle();
        return [];
      }
      const loaded = await this.walk.load(place, limit.bytes);
      const records = this.collect(loaded, place, limit);
      if (records.length > 0) return records;
      const header = this.walk.headerHere(loaded, place, this.cursor.next);
      if (header === null) await this.skipDamage(place);
      else {
        const whole = await this.walk.load(place, recordSize(header));
        const one = this.collect(whole, place, limit);
        if (one.length > 0) return one;
        if (whole.length < recordSize(header)) await this.skipDamage(place);
        else await this.skipRecord(place, header);
      }
    }
  }

  /** The whole records at the start of the bytes. */
  private collect(bytes: Uint8Array, { segment, at }: Place, limit: ReadLimit): readonly SpoolRecord[] {
    const range = { next: this.cursor.next, end: this.segments.endOf(segment) };
    const stored = wholeRecords(bytes, range, limit, this.world.appendFiles.crc32);
    this.sent = stored.map(({ header: { sequence, time, total, events }, end }) => ({
      sequence,
      time,
      total,
      events,
      end: at + end,
    }));
    return stored.map(({ record }) => record);
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
