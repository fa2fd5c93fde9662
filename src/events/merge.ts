// Merges several logs, each in order of time or nearly so.
import { RecordBuilder, recordAt, type Records } from './records.ts';

/** A server writes the events of concurrent requests up to this much out of order, in milliseconds. */
const SLACK_MS = 1000;

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
    batch.left -= 1;
    if (batch.left === 0) batch.records.done?.();
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

/** Merges sources by time; a single source goes through as it is. */
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
    for (;;) {
      await Promise.all(open.map((source) => untilKnown(source)));
      const first = earliest(open);
      if (first === undefined) break;
      const bound = Math.min(...open.map(({ time }, at) => (open[at] === first ? Infinity : (time ?? Infinity))));
      // One source's run up to the next one's time.
      for (let { time } = first; typeof time === 'number' && time <= bound; { time } = first) {
        first.moveTo(out);
        if (out.count < BATCH) continue;
        yield takeOut();
      }
    }
    yield takeOut();
  } finally {
    await Promise.all(open.map((source) => source.close()));
  }
}

async function untilKnown(source: SortedSource): Promise<void> {
  while (source.time === undefined) await source.fill();
}

function earliest(sources: readonly SortedSource[]): SortedSource | undefined {
  return sources
    .filter(({ time }) => time !== null)
    .reduce<SortedSource | undefined>(
      (best, source) => (best === undefined || (source.time ?? 0) < (best.time ?? 0) ? source : best),
      undefined,
    );
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
