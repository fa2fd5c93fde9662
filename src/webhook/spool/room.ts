// The limits of the log: what is dropped when it is full, and what a slow backend leaves out.
import { count } from '../../core/plural.ts';
import { addGap, sum } from './cursor.ts';
import type { Cursors } from './cursors.ts';
import type { Reader } from './reader.ts';
import type { Segment, Segments } from './segments.ts';
import { spoolFull, type SpoolSettings, type SpoolWorld } from './spool-world.ts';
import type { Writer } from './writer.ts';

/** The parts of an open spool. */
export interface Parts {
  readonly world: SpoolWorld;
  readonly settings: SpoolSettings;
  readonly segments: Segments;
  readonly cursors: Cursors;
  readonly writer: Writer;
  readonly readers: ReadonlyMap<string, Reader>;
}

/** Makes room for so many more bytes; throws a Problem where there is none. */
export async function makeRoom(parts: Parts, bytes: number): Promise<void> {
  const { settings, segments, cursors, writer } = parts;
  const over = (): number => segments.bytes + bytes - settings.maxSize;
  if (over() <= 0) return;
  if (bytes > settings.maxSize) throw spoolFull(settings);
  if (cursors.least >= segments.next) await writer.close();
  // What cannot be removed makes no room: nothing more is dropped until it can.
  let saved = await cursors.save(Math.max(0, settings.keepDelivered - over()));
  while (over() > 0) {
    if (!saved || settings.whenFull === 'refuse' || !(await dropOldest(parts))) throw spoolFull(settings);
    saved = await cursors.save();
  }
}

/** Drops the oldest segment of which nothing is on its way and nothing is being written; false where there is none. */
async function dropOldest({ segments, cursors, writer, readers, world }: Parts): Promise<boolean> {
  return whilePaused([...readers.values()], async () => {
    const victim = segments.all.find((one) => one !== segments.active && !isSent(segments, one, readers));
    if (victim === undefined) return false;
    const after = segments.after(victim);
    const start = await segments.totalBefore(victim);
    const total = (after === undefined ? null : await segments.totalBefore(after)) ?? writer.total;
    const to = after?.first ?? segments.next;
    let most = { records: 0, events: 0 };
    for (const { cursor } of readers.values()) {
      if (cursor.next >= to) continue;
      const from = Math.max(cursor.next, victim.first);
      const events = Math.max(0, total - (from === cursor.next ? cursor.total : (start ?? cursor.total)));
      addGap(cursor, { from, to, events });
      cursor.skipped = sum(cursor.skipped, { records: to - from, events });
      if (to - from > most.records) most = { records: to - from, events };
    }
    segments.leave(victim);
    cursors.moved();
    const text = `the spool is full: its oldest ${count(most.records, 'batch', 'batches')} with ${count(most.events, 'event')} that a backend still lacks were dropped`;
    world.report({ type: 'note', level: 'warn', text });
    return true;
  });
}

function isSent(segments: Segments, segment: Segment, readers: Parts['readers']): boolean {
  const end = segments.endOf(segment);
  return [...readers.values()].some(({ sent }) =>
    sent.some(({ sequence }) => sequence >= segment.first && sequence < end),
  );
}

async function whilePaused<T>([reader, ...others]: readonly Reader[], work: () => Promise<T>): Promise<T> {
  return reader === undefined ? work() : reader.paused(async () => whilePaused(others, work));
}

/** Lets each backend that lags more than it may go on at the oldest segment that is within its limit, else at the end. */
export async function limitLags({ settings, segments, writer, readers, world }: Parts): Promise<void> {
  for (const { name, maxLag } of settings.backends) {
    const reader = readers.get(name);
    if (maxLag === null || reader === undefined || lagOf(segments, reader) <= maxLag) continue;
    await reader.paused(async () => {
      const { position } = reader;
      if (position === null || lagOf(segments, reader) <= maxLag) return;
      const later = segments.all.filter(({ first }) => first > position.segment.first);
      const target = later.find((segment) => segments.bytesFrom(segment, 0) <= maxLag);
      const total = target === undefined ? null : await segments.totalBefore(target);
      const { records, events } =
        target === undefined || total === null
          ? await reader.jump(segments.next, writer.total)
          : await reader.jump(target.first, total);
      const text = `${name} lags too far: ${count(records, 'batch', 'batches')} with ${count(events, 'event')} are left out`;
      world.report({ type: 'note', level: 'warn', text });
    });
  }
}

/** Bytes of the log that a backend has still to be sent. */
export function lagOf(segments: Segments, { position, cursor }: Reader): number {
  return position === null || cursor.next >= segments.next ? 0 : segments.bytesFrom(position.segment, position.at);
}
