// The records of one log in the order of their time.
import { recordAt, type RecordBuilder, type Records } from './records.ts';

/** A server writes the events of concurrent requests up to this much out of order, in milliseconds. */
const SLACK_MS = 1000;

/** A source that has no more bytes than this is read to its end at once, so that it is not kept open. */
const SMALL = 64 * 1024;

/** Records that came together, and how many of them are still waited for. */
interface Batch {
  readonly records: Records;
  left: number;
}

/** A source, a little held back so that late ones find their place. */
export class SortedSource {
  readonly #source: AsyncIterator<Records>;
  #waiting: { batch: Batch; index: number; time: number }[] = [];
  #at = 0;
  #newest = -Infinity;
  #over = false;

  constructor(source: AsyncIterable<Records>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The time of the next record: null at the end, undefined when more must be read to know it. */
  get time(): number | null | undefined {
    const next = this.#waiting[this.#at];
    if (next !== undefined && (this.#over || next.time <= this.#newest - SLACK_MS)) return next.time;
    return this.#over ? null : undefined;
  }

  /** Moves the next record to a builder. */
  moveTo(builder: RecordBuilder): void {
    const next = this.#waiting[this.#at];
    if (next === undefined) return;
    const { batch, index, time } = next;
    builder.addBytes(recordAt(batch.records, index), time);
    this.#at += 1;
    if (this.#at === this.#waiting.length) this.#forget();
    batch.left -= 1;
    if (batch.left === 0) batch.records.done?.();
  }

  /** Lets go of what was moved: many sources may be open, and most of them at their end. */
  #forget(): void {
    this.#waiting = [];
    this.#at = 0;
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  /** Whether all of it was read. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Reads on; gives how many bytes came. */
  async fill(): Promise<number> {
    const { done, value } = await this.#source.next();
    if (done === true) {
      this.#over = true;
      return 0;
    }
    const batch = { records: value, left: value.ends.length };
    const added = Array.from(value.ends, (_end, index) => {
      const time = value.times[index] ?? Number.NaN;
      if (time > this.#newest) this.#newest = time;
      // An event without a time stays after the one before it.
      return { batch, index, time: Number.isNaN(time) ? this.#newest : time };
    });
    this.#waiting = [...this.#waiting.slice(this.#at), ...added].toSorted((a, b) => a.time - b.time);
    this.#at = 0;
    return value.text.length;
  }
}

/** Reads until the time of the next record is known, and a small source to its end; gives how many bytes came. `room`: at most so many are read ahead. */
export async function begin(source: SortedSource, room: number): Promise<number> {
  let bytes = 0;
  while (source.time === undefined || (!source.isOver && bytes < Math.min(SMALL, room))) bytes += await source.fill();
  return bytes;
}

/** Reads until the time of the next record is known. */
export async function untilKnown(source: SortedSource): Promise<void> {
  while (source.time === undefined) await source.fill();
}
