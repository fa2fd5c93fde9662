// Finished pieces of output with their times, kept as bytes: cheap to make, to send and to merge.

/** Records one after the other, each with its end in the text and its time. */
export interface Records {
  readonly text: Uint8Array;
  readonly ends: Uint32Array;
  /** Milliseconds since 1970; NaN where it is not known. */
  readonly times: Float64Array;
  /** To be called, if it is there, by whoever needs the text no more: its memory is used again. */
  readonly done?: () => void;
}

export const noRecords: Records = { text: new Uint8Array(0), ends: new Uint32Array(0), times: new Float64Array(0) };

/** Puts records together; its memory is used again for the next ones. */
export class RecordBuilder {
  #text = Buffer.allocUnsafeSlow(4096);
  #used = 0;
  #ends: number[] = [];
  #times: number[] = [];

  get count(): number {
    return this.#ends.length;
  }

  addText(text: string, time: number): void {
    this.#reserve(text.length * 3);
    this.#used += this.#text.write(text, this.#used);
    this.#ended(time);
  }

  /** Adds a stretch of bytes and a newline. */
  addLine(source: Buffer, start: number, end: number, time: number): void {
    this.#reserve(end - start + 1);
    this.#used += source.copy(this.#text, this.#used, start, end);
    this.#text[this.#used] = 10;
    this.#used += 1;
    this.#ended(time);
  }

  addBytes(bytes: Uint8Array, time: number): void {
    this.#reserve(bytes.length);
    this.#text.set(bytes, this.#used);
    this.#used += bytes.length;
    this.#ended(time);
  }

  /** What was put together since the last time, copied into the memory given or into new. */
  take(memory?: ArrayBuffer): Records {
    const fits = memory !== undefined && memory.byteLength >= this.#used;
    // A little larger, so that it fits the next time too.
    const text = new Uint8Array(fits ? memory : new ArrayBuffer(Math.ceil(this.#used * 1.1)), 0, this.#used);
    text.set(this.#text.subarray(0, this.#used));
    const records = {
      text,
      ends: Uint32Array.from(this.#ends),
      times: Float64Array.from(this.#times),
    };
    this.#used = 0;
    this.#ends = [];
    this.#times = [];
    return records;
  }

  #ended(time: number): void {
    this.#ends.push(this.#used);
    this.#times.push(time);
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#text.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#text.length * 2, this.#used + bytes));
    this.#text.copy(larger, 0, 0, this.#used);
    this.#text = larger;
  }
}

/** The bytes of one record. */
export function recordAt({ text, ends }: Records, index: number): Uint8Array {
  return text.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}

/** Keeps the last `most` records of all that come. */
export class LastRecords {
  readonly #most: number;
  #kept: { bytes: Uint8Array; time: number }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(records: Records): void {
    const count = records.ends.length;
    for (let index = Math.max(0, count - this.#most); index < count; index += 1) {
      // A copy, so that a whole block is not kept for one line of it.
      this.#kept.push({ bytes: recordAt(records, index).slice(), time: records.times[index] ?? Number.NaN });
    }
    if (this.#kept.length > this.#most * 2) this.#cut();
  }

  /** What was kept, oldest first; nothing is kept after it. */
  take(): Records {
    this.#cut();
    const builder = new RecordBuilder();
    for (const { bytes, time } of this.#kept) builder.addBytes(bytes, time);
    this.#kept = [];
    return builder.take();
  }

  get count(): number {
    return Math.min(this.#most, this.#kept.length);
  }

  #cut(): void {
    this.#kept = this.#most === 0 ? [] : this.#kept.slice(-this.#most);
  }
}
