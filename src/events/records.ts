// Finished pieces of output with their times, kept as bytes: cheap to make, to send and to merge.

/** Records one after the other, each with its end in the text and its time. */
export interface Records {
  readonly text: Uint8Array;
  readonly ends: Uint32Array;
  /** Milliseconds since 1970; NaN where it is not known. */
  readonly times: Float64Array;
  /** If present, to be called by the reader that is done with the text: its memory is used again. */
  readonly done?: () => void;
}

export const noRecords: Records = { text: new Uint8Array(0), ends: new Uint32Array(0), times: new Float64Array(0) };

/** Puts records together. */
export class RecordBuilder {
  #text = Buffer.alloc(0);
  #used = 0;
  /** The room to begin with: what was needed last time. */
  #expected = 1024;
  #ends: number[] = [];
  #times: number[] = [];

  get count(): number {
    return this.#ends.length;
  }

  /** Gives memory to put the next records into; without it, or when it is not enough, new memory is taken. */
  use(memory: ArrayBuffer | undefined): void {
    if (this.#used === 0 && memory !== undefined) this.#text = Buffer.from(memory);
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

  /** What was put together since the last call. Its memory belongs to the caller. */
  take(): Records {
    const records = {
      text: new Uint8Array(this.#text.buffer, this.#text.byteOffset, this.#used),
      ends: Uint32Array.from(this.#ends),
      times: Float64Array.from(this.#times),
    };
    this.#expected = Math.max(1024, Math.ceil(this.#used * 1.1));
    this.#text = Buffer.alloc(0);
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
    const wanted = Math.max(this.#expected, this.#text.length * 2, this.#used + bytes);
    const larger = Buffer.allocUnsafeSlow(wanted);
    this.#text.copy(larger, 0, 0, this.#used);
    this.#text = larger;
  }
}

/** The bytes of one record. */
export function recordAt({ text, ends }: Records, index: number): Uint8Array {
  return text.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}

/**
 * The same records in no more memory than they need, in `spare` where that is enough; their
 * old memory is released, and they are empty.
 */
export function compact({ text, ends, times, done }: Records, spare?: ArrayBufferLike): Records {
  const enough = spare !== undefined && spare.byteLength >= text.length;
  const own = new Uint8Array(enough ? spare : new ArrayBuffer(text.length), 0, text.length);
  own.set(text);
  done?.();
  return { text: own, ends, times };
}

/** At most this many bytes of text are kept where the last records are wanted, so that memory stays bounded. */
export const MOST_KEPT = 4 * 1024 * 1024;

/** Keeps the last `most` records of all that come, in the batches that they come in, while there is room. */
export class LastRecords {
  readonly #most: number;
  #batches: Records[] = [];
  /** The memory of a dropped batch, to be used again: otherwise every batch would be garbage that is collected late. */
  #spare: ArrayBufferLike | undefined;
  #count = 0;
  /** Bytes of the batches. */
  bytes = 0;
  /** Whether wanted records had to be dropped. */
  cut = false;

  constructor(most: number) {
    this.#most = most;
  }

  add(records: Records): void {
    if (records.ends.length === 0) return;
    this.#batches.push(compact(records, this.#spare));
    this.#spare = undefined;
    this.#count += records.ends.length;
    this.bytes += records.text.length;
    for (let first = this.#batches[0]; first !== undefined; first = this.#batches[0]) {
      if (this.#count - first.ends.length < this.#most) {
        if (this.bytes <= MOST_KEPT || this.#batches.length === 1) break;
        this.cut = true;
      }
      this.#count -= first.ends.length;
      this.bytes -= first.text.length;
      this.#spare = first.text.buffer;
      this.#batches.shift();
    }
  }

  /** What was kept, oldest first; nothing is kept after it. */
  take(): Records {
    let surplus = Math.max(0, this.#count - this.#most);
    const builder = new RecordBuilder();
    builder.use(new ArrayBuffer(this.bytes));
    for (const records of this.#batches) {
      for (let index = surplus; index < records.ends.length; index += 1)
        builder.addBytes(recordAt(records, index), records.times[index] ?? Number.NaN);
      surplus = Math.max(0, surplus - records.ends.length);
    }
    this.#batches = [];
    this.#count = 0;
    this.bytes = 0;
    return builder.take();
  }
}
