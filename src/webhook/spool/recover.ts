// What an earlier process left: where its log ends, and how far each backend was. Nothing of it is trusted.
import type { AppendFile } from '../../core/append-files.ts';
import { formatBytes } from '../../core/byte-size.ts';
import { count } from '../../core/plural.ts';
import { nothing, type Cursor } from './cursor.ts';
import { readCursors } from './cursors.ts';
import { recordSize } from './record.ts';
import { Scanner } from './scan.ts';
import type { Segment, Segments } from './segments.ts';
import type { SpoolSettings, SpoolWorld } from './spool-world.ts';

/** The number of the next record, and the events of all before it. */
interface End {
  readonly next: number;
  readonly total: number;
}

interface Recovered extends End {
  readonly cursors: Map<string, Cursor>;
}

/** Gets the whole bodies at the end of the log, and when they were accepted. */
export type SeeBody = (time: number, body: Uint8Array) => void;

/** Finds the end of a loaded log and a cursor for each backend; only the last segment is read. */
export async function recover(
  world: SpoolWorld,
  settings: SpoolSettings,
  segments: Segments,
  see: SeeBody,
): Promise<Recovered> {
  const warn = (text: string): void => world.report({ type: 'note', level: 'warn', text });
  const end = await findEnd(world, segments, see);
  await world.appendFiles.syncFolder(settings.folder);
  const saved = await readCursors(world, settings.folder);
  const known = saved instanceof Map ? [...saved.values()] : [];
  const [oldest] = segments.all;
  const [furthest] = known.toSorted((one, other) => other.next - one.next);
  // Records that a backend was sent and that are gone had numbers, which are not used again.
  const next = Math.max(end.next, furthest?.next ?? 0);
  const total = Math.max(end.total, furthest?.total ?? 0);
  const first = oldest?.first ?? next;
  const start = (oldest === undefined ? null : await segments.totalBefore(oldest)) ?? total;
  const fresh = (): Cursor => ({ next: first, total: start, skipped: nothing, lost: nothing, gaps: [] });
  const again = `${count(end.next - first, 'batch', 'batches')} may be sent a second time`;
  if (!(saved instanceof Map) && oldest !== undefined && end.next > first)
    warn(`how far each backend was is ${saved === null ? 'missing' : 'damaged'} in the spool; ${again}`);
  const cursors = new Map<string, Cursor>();
  for (const { name } of settings.backends) {
    let cursor = saved instanceof Map ? saved.get(name) : undefined;
    if (cursor !== undefined && cursor.next > end.next && oldest !== undefined) {
      warn(`${name} was further than the spool reaches; ${again}`);
      const gone = { from: end.next, to: cursor.next, events: Math.max(0, cursor.total - end.total) };
      cursor = { ...fresh(), skipped: cursor.skipped, lost: cursor.lost, gaps: [gone] };
    }
    cursors.set(name, cursor ?? fresh());
  }
  return { next, total, cursors };
}

/** Reads segments from the last one back, until one has a record; those with nothing in them are removed. */
async function findEnd(world: SpoolWorld, segments: Segments, see: SeeBody): Promise<End> {
  let named = 1;
  for (let last = segments.last; last !== undefined; last = segments.last) {
    named = Math.max(named, last.first);
    const end = await endOf(world, last, see);
    if (end !== null) return { next: Math.max(end.next, named), total: end.total };
    segments.forget(last);
    await world.appendFiles.remove(last.path);
  }
  return { next: named, total: 0 };
}

/** The end of the records of a segment, cut off after the last whole one; null where it has none. */
async function endOf(world: SpoolWorld, segment: Segment, see: SeeBody): Promise<End | null> {
  const file = await world.appendFiles.open(segment.path);
  if (file === null) return null;
  try {
    const scanner = new Scanner(file, segment.size, world.appendFiles.crc32);
    let end: End | null = null;
    let at = 0;
    for (;;) {
      const found = await scanner.next(at, end?.next ?? segment.first);
      if (found === null) break;
      const { header } = found;
      const after = found.at + recordSize(header);
      const pieces: Uint8Array[] = [];
      const state = after > segment.size ? 'torn' : await scanner.check(found, (piece) => pieces.push(piece.slice()));
      if (state === 'torn' && (await scanner.next(Math.min(after, found.at + 1), header.sequence + 1)) === null) {
        // What was lost before it shows in its number.
        if (end !== null || found.at > at) end = { next: header.sequence, total: header.total };
        at = found.at;
        break;
      }
      if (state === 'good') see(header.time, Buffer.concat(pieces));
      end = { next: header.sequence + 1, total: header.total + header.events };
      at = after > segment.size ? found.at + 1 : after;
    }
    const trailer = at < segment.size ? await scanner.lastTrailer(at) : null;
    const known = trailer !== null && trailer.sequence >= (end?.next ?? segment.first);
    // What a process has read from the system's memory may yet be lost with the power, and would then leave a gap.
    if (at < segment.size && !known) await cutOff(world, segment, file, at);
    await file.sync();
    if (known) return { next: trailer.sequence + 1, total: trailer.total };
    return end;
  } finally {
    await file.close();
  }
}

async function cutOff({ report }: SpoolWorld, segment: Segment, file: AppendFile, size: number): Promise<void> {
  await file.truncate(size);
  const removed = formatBytes(segment.size - size);
  segment.size = size;
  const text = `the last batch in the spool was not written to its end, and never answered: ${removed} removed`;
  report({ type: 'note', level: 'warn', text });
}
