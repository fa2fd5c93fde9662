// Where batches wait for the disk: one buffer of two halves, of which one is written while the other fills.
import { HEADER_SIZE, recordSize, TRAILER_SIZE, writeHeader, writeTrailer, type Crc32, type Header } from './record.ts';

/** An accepted batch. */
export interface NewRecord {
  /** When it was accepted: milliseconds since 1970. */
  readonly time: number;
  readonly events: number;
  /** The control plane that sent it. */
  readonly origin: string;
  readonly body: Uint8Array;
}

/** A record in the buffer; what it still lacks is its number. */
interface Slot extends Omit<Header, 'sequence' | 'total'> {
  readonly at: number;
  readonly payload: number;
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Records that go to the disk together. */
export class Group {
  private buffer: Uint8Array;
  private slots: Slot[] = [];
  private used = 0;
  private readonly crc32: Crc32;
  private readonly usual: Uint8Array;

  constructor(buffer: Uint8Array, crc32: Crc32) {
    this.buffer = buffer;
    this.usual = buffer;
    this.crc32 = crc32;
  }

  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.used);
  }

  get records(): number {
    return this.slots.length;
  }

  get events(): number {
    return this.slots.reduce((sum, { events }) => sum + events, 0);
  }

  /** Copies a record in; false when there is no room. One that is larger than the buffer gets one of its own, alone. */
  add(record: NewRecord, resolve: Slot['resolve'], reject: Slot['reject']): boolean {
    const origin = Buffer.from(record.origin).subarray(0, 255);
    const lengths = { originLength: origin.length, bodyLength: record.body.length };
    const size = recordSize(lengths);
    if (this.used + size > this.buffer.length) {
      if (this.used > 0) return false;
      this.buffer = new Uint8Array(size);
    }
    const at = this.used;
    const from = at + HEADER_SIZE;
    this.buffer.set(origin, from);
    this.buffer.set(record.body, from + origin.length);
    const payload = this.crc32(this.buffer.subarray(from, at + size - TRAILER_SIZE));
    const { time, events } = record;
    this.slots.push({ at, time, events, ...lengths, payload, resolve, reject });
    this.used += size;
    return true;
  }

  /** Gives the records their numbers, from `sequence` on; `total` is the number of events before them. */
  number(sequence: number, total: number): void {
    for (const slot of this.slots) {
      writeHeader(this.buffer, slot.at, { ...slot, sequence, total }, this.crc32);
      total += slot.events;
      const end = slot.at + recordSize(slot) - TRAILER_SIZE;
      writeTrailer(this.buffer, end, { sequence, total, payload: slot.payload }, this.crc32);
      sequence += 1;
    }
  }

  /** Answers every record, and is empty then. `first` is the number of the first one. */
  done(first: number): void {
    this.slots.forEach(({ resolve }, index) => resolve(first + index));
    this.reset();
  }

  /** Refuses every record, and is empty then. */
  refuse(error: unknown): void {
    for (const { reject } of this.slots) reject(error);
    this.reset();
  }

  private reset(): void {
    this.slots = [];
    this.used = 0;
    this.buffer = this.usual;
  }
}
