// Merges several logs, each in order of time or nearly so.
import { EarliestFirst } from './earliest-first.ts';
import { RecordBuilder, recordAt, type Records } from './records.ts';
import { begin, SortedSource, untilKnown } from './sorted-source.ts';

/** So many bytes are held of small sources; what comes after them stays open until its time. */
const MOST_HELD = 64 * 1024 * 1024;

/** So many sources are read from at the same time. */
const MOST_WAITED_FOR = 8;

/** How many records are given at once. */
const BATCH = 512;

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
    let room = MOST_HELD;
    for (let from = 0; from < open.length; from += MOST_WAITED_FOR) {
      const began = open.slice(from, from + MOST_WAITED_FOR).map(async (source) => begin(source, room));
      for (const bytes of await Promise.all(began)) room -= bytes;
    }
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
