// How far a backend is: the next record to send, what it was not sent, and how that is kept as text.
import { isNumber, type Crc32 } from './record.ts';

/** Records and their events. */
export interface Amount {
  readonly records: number;
  readonly events: number;
}

/** Records that are not in the log for a reason that is known, so that their absence is no loss: `to` is the first after them. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly events: number;
}

export interface Cursor {
  /** The number of the next record to send. */
  next: number;
  /** Events of all records before that. */
  total: number;
  /** Left out on purpose: the backend was too slow, or the log was full. */
  skipped: Amount;
  /** Damaged or missing in the log. */
  lost: Amount;
  gaps: readonly Gap[];
}

export const nothing: Amount = { records: 0, events: 0 };

export function sum(one: Amount, other: Amount): Amount {
  return { records: one.records + other.records, events: one.events + other.events };
}

/** Adds a gap, joined to the last one where it begins at its end. */
export function addGap(cursor: Cursor, gap: Gap): void {
  const last = cursor.gaps.at(-1);
  cursor.gaps =
    last !== undefined && last.to >= gap.from
      ? [...cursor.gaps.slice(0, -1), { from: last.from, to: gap.to, events: last.events + gap.events }]
      : [...cursor.gaps, gap];
}

/** What lies between a cursor and a record before which there were `total` events, without what is known to be gone. */
export function between(cursor: Cursor, next: number, total: number): Amount {
  const known = cursor.gaps.filter(({ from, to }) => from >= cursor.next && to <= next);
  const gone = known.reduce((all, { from, to, events }) => sum(all, { records: to - from, events }), nothing);
  return {
    records: Math.max(0, next - cursor.next - gone.records),
    events: Math.max(0, total - cursor.total - gone.events),
  };
}

/** Moves a cursor to a record before which there were `total` events. */
export function moveTo(cursor: Cursor, next: number, total: number): void {
  cursor.next = next;
  cursor.total = total;
  cursor.gaps = cursor.gaps
    .filter(({ to }) => to > next)
    .map(({ from, to, events }) => ({ from: Math.max(from, next), to, events }));
}

/** The text of all cursors, with its checksum. */
export function cursorText(cursors: ReadonlyMap<string, Cursor>, crc32: Crc32): string {
  const backends = JSON.stringify(Object.fromEntries(cursors));
  return `{"checksum":${crc32(Buffer.from(backends))},"backends":${backends}}\n`;
}

/** The cursors of a text; null where it is not as it was written. */
export function parseCursors(text: string, crc32: Crc32): Map<string, Cursor> | null {
  const [, checksum, backends] = /^\{"checksum":(\d+),"backends":(.*)\}\n$/s.exec(text) ?? [];
  if (backends === undefined || crc32(Buffer.from(backends)) !== Number(checksum)) return null;
  try {
    const entries = Object.entries(JSON.parse(backends) as Record<string, Cursor>);
    return entries.every(([, cursor]) => isCursor(cursor)) ? new Map(entries) : null;
  } catch {
    return null;
  }
}

function isCursor({ next, total, skipped, lost, gaps }: Cursor): boolean {
  const counted = [skipped, lost].every((amount) => isNumber(amount?.records) && isNumber(amount.events));
  return isNumber(next) && isNumber(total) && counted && Array.isArray(gaps) && gaps.every(isGap);
}

function isGap({ from, to, events }: Gap): boolean {
  return [from, to, events].every(isNumber);
}
