// Merges several logs, each in order of time or nearly so.
import { RecordBuilder, recordAt, type Records } from './records.ts';

/** A server writes the events of concurrent requests up to this much out of order, in milliseconds. */
const SLACK_MS = 1000;

/** So many sources are read from at the same time. */
const MOST_WAITED_FOR = 8;

/** How many records are given at once. */
const BATCH = 512;

/** Records that came together, and how many of them are still waited for. */
interface Batch {
  readonly records: Records;
  left: number;
}

/** Records of one source in the order of their time, a little held back so that late ones find their place. */
class SortedSource {
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

  /** Reads on. */
  async fill(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done === true) {
      this.#over = true;
      return;
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
  }
}

/** Merges sources by time; a single source goes through as it is. Few of them are waited for at the same time. */
export async function* mergeByTime(sources: readonly AsyncIterable<Records>[]): AsyncGenerator<Records> {
  const [only] = sources;
  if (sources.length === 1 && only !== undefined) {
    yield* only;
    return;
  }
  const open = sources.map((source) => new SortedSource(source));
  try {
    const out = new RecordBuilder();
    let spare: ArrayBuffer | undefined;
    const takeOut = (): Records => {
      const records = out.take();
      out.use(spare);
      spare = undefined;
      return { ...records, done: () => (spare = records.text.buffer as ArrayBuffer) };
    };
    for (let from = 0; from < open.length; from += MOST_WAITED_FOR)
      await Promise.all(open.slice(from, from + MOST_WAITED_FOR).map((source) => untilKnown(source)));
    const queue = new EarliestFirst(open);
    for (let first = queue.first; first !== undefined; first = queue.first) {
      const bound = queue.second?.time ?? Infinity;
      // One source's run up to the next one's time.
      for (let { time } = first; typeof time === 'number' && time <= bound; { time } = first) {
        first.moveTo(out);
        if (out.count >= BATCH) yield takeOut();
        if (first.time === undefined) await untilKnown(first);
      }
      queue.firstChanged();
    }
    yield takeOut();
  } finally {
    for (const source of open) await source.close();
  }
}

/** Sources of which the next time is known, as a binary heap. Of equal times the source comes first that was given first. */
class EarliestFirst {
  readonly #heap: { readonly source: SortedSource; readonly number: number; time: number }[];

  constructor(sources: readonly SortedSource[]) {
    this.#heap = sources
      .map((source, number) => ({ source, number, time: source.time ?? Infinity }))
      .filter(({ source }) => source.time !== null)
      .toSorted((a, b) => a.time - b.time || a.number - b.number);
  }

  get first(): SortedSource | undefined {
    return this.#heap[0]?.source;
  }

  /** The source that comes after the first one. */
  get second(): SortedSource | undefined {
    const [, left, right] = this.#heap;
    if (left === undefined || right === undefined) return left?.source;
    return (this.#isBefore(1, 2) ? left : right).source;
  }

  /** Moves the first source to where its new time belongs, or out of the heap where it has none. */
  firstChanged(): void {
    const [first] = this.#heap;
    if (first === undefined) return;
    const { time } = first.source;
    if (typeof time === 'number') first.time = time;
    else {
      const last = this.#heap.pop();
      if (last !== undefined && last !== first) this.#heap[0] = last;
    }
    for (let at = 0; ;) {
      let earliest = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.#heap.length && this.#isBefore(child, earliest)) earliest = child;
      if (earliest === at) return;
      const [one, other] = [this.#heap[at], this.#heap[earliest]];
      if (one === undefined || other === undefined) return;
      this.#heap[at] = other;
      this.#heap[earliest] = one;
      at = earliest;
    }
  }

  #isBefore(at: number, other: number): boolean {
    const [one, two] = [this.#heap[at], this.#heap[other]];
    if (one === undefined || two === undefined) return false;
    return one.time < two.time || (one.time === two.time && one.number < two.number);
  }
}

async function untilKnown(source: SortedSource): Promise<void> {
  while (source.time === undefined) await source.fill();
}

/** Merges parts by time. Each part keeps its own order: a record is never shown before the one that it followed. */
export function mergedParts(parts: readonly Records[]): Records {
  const all = parts.flatMap((records) => {
    let last = -Infinity;
    return Array.from(records.ends, (_end, index) => {
      const time = records.times[index] ?? Number.NaN;
      if (time > last) last = time;
      return { bytes: recordAt(records, index), time: last };
    });
  });
  const builder = new RecordBuilder();
  builder.use(new ArrayBuffer(parts.reduce((sum, { text }) => sum + text.length, 0)));
  for (const { bytes, time } of all.toSorted((a, b) => a.time - b.time)) builder.addBytes(bytes, time);
  return builder.take();
}
