// One append-only log of accepted batches on the disk, with a cursor for each backend. What was appended is delivered at
// least once and in order, across any crash; what is not is counted.
import type { NewRecord } from './commit-buffer.ts';
import { Committer } from './committer.ts';
import { between, type Amount } from './cursor.ts';
import type { ReadLimit, SpoolRecord } from './whole-records.ts';
import type { Repeats } from './repeats.ts';
import { lagOf, limitLags, makeRoom, type Parts } from './room.ts';
import { spoolFailed, tooManyWait } from './spool-world.ts';

/** What the spool does with a batch: it is on the disk now, or was already. */
export type Appended = 'stored' | 'repeat';

/** How far a backend is. */
export interface BackendStats {
  readonly name: string;
  /** Still to be sent. */
  readonly backlog: Amount & { readonly bytes: number };
  /** When the oldest of these was accepted: milliseconds since 1970; null where there are none. */
  readonly oldest: number | null;
  /** Left out because the backend was too slow, or the log full. */
  readonly skipped: Amount;
  /** Left out because they are damaged or missing in the log. */
  readonly lost: Amount;
}

export interface SpoolStats {
  readonly bytes: number;
  readonly repeats: number;
  readonly syncs: { readonly count: number; readonly ms: number };
  readonly backends: readonly BackendStats[];
}

/** The records of one backend. */
export interface Delivery {
  /** The next records, in order, at least one where there is any; their bodies are overwritten by the next call. */
  read(limit: ReadLimit): Promise<readonly SpoolRecord[]>;
  /** Says that all records up to this one were delivered. */
  advance(sequence: number): void;
}

export class Spool {
  private readonly parts: Parts;
  private readonly committer: Committer;
  private readonly repeats: Repeats;
  /** Batches on their way to the disk, by what tells them apart. */
  private readonly pending = new Map<string, Promise<number>>();
  private repeated = 0;
  private closed = false;
  private arrival = newArrival();

  constructor(parts: Parts, repeats: Repeats) {
    this.parts = parts;
    this.repeats = repeats;
    const { world, settings } = parts;
    this.committer = new Committer({
      crc32: world.appendFiles.crc32,
      groupSize: settings.memory.group,
      waitingSize: settings.memory.waiting,
      tooMany: () => tooManyWait(settings.folder),
      commit: async (group) => {
        await makeRoom(parts, group.bytes.length);
        const first = parts.segments.next;
        await parts.writer.write(group);
        this.arrival.resolve();
        this.arrival = newArrival();
        parts.cursors.again();
        await limitLags(parts);
        return first;
      },
    });
  }

  /**
   * Resolves when the batch is on the disk. Throws a Problem when it is not: spool-full, which passes, or spool-failed.
   * The body must not change before.
   */
  async append(record: NewRecord): Promise<Appended> {
    const { world, settings } = this.parts;
    if (this.closed) throw spoolFailed(settings.folder, new Error('it is closed'));
    const sha256 = world.sha256(record.body);
    const { length } = record.body;
    const key = `${length} ${sha256}`;
    const pending = this.pending.get(key);
    if (pending !== undefined || this.repeats.has(sha256, length, world.clock.monotonic())) {
      await pending;
      this.repeated += 1;
      return 'repeat';
    }
    const done = this.committer.append(record);
    this.pending.set(key, done);
    try {
      await done;
      this.repeats.add(sha256, length, world.clock.monotonic());
      return 'stored';
    } finally {
      this.pending.delete(key);
    }
  }

  /** The way of a backend through the log; one reader at a time. */
  delivery(backend: string): Delivery {
    const reader = this.parts.readers.get(backend);
    if (reader === undefined) throw new Error(`no backend of the spool: ${backend}`);
    return reader;
  }

  /** Resolves with the next batches that reach the disk. */
  async arrived(): Promise<void> {
    return this.arrival.promise;
  }

  /** Why nothing can be written any more, until the spool is opened again; null while it can. */
  get broken(): Error | null {
    return this.parts.writer.broken;
  }

  async stats(): Promise<SpoolStats> {
    const { segments, writer, readers } = this.parts;
    const backends: BackendStats[] = [];
    for (const [name, reader] of readers) {
      const { cursor, undecided } = reader;
      const { records, events } = between(cursor, segments.next, writer.total);
      const skipped = {
        records: cursor.skipped.records - undecided.records,
        events: cursor.skipped.events - undecided.events,
      };
      const backlog = { records, events, bytes: lagOf(segments, reader) };
      backends.push({
        name,
        backlog,
        oldest: records === 0 ? null : await reader.oldest(),
        skipped,
        lost: cursor.lost,
      });
    }
    return { bytes: segments.bytes, repeats: this.repeated, syncs: writer.syncs, backends };
  }

  /** Waits for what is on its way to the disk, saves the cursors, and closes the files. */
  async close(): Promise<void> {
    this.closed = true;
    await this.committer.drained();
    await this.parts.cursors.close();
    await this.parts.writer.close();
    for (const reader of this.parts.readers.values()) await reader.close();
  }
}

interface Arrival {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function newArrival(): Arrival {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
