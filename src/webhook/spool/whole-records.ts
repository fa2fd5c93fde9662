// The records at the start of some bytes of the log: as many as are whole, follow each other, and are within a limit.
import { HEADER_SIZE, judge, readHeader, recordSize, TRAILER_SIZE, type Crc32, type Header } from './record.ts';

/** A stored batch. Its body lies in a buffer that the next read of the same reader writes to. */
export interface SpoolRecord {
  readonly sequence: number;
  /** When it was accepted: milliseconds since 1970. */
  readonly time: number;
  readonly events: number;
  /** The control plane that sent it. */
  readonly origin: string;
  readonly body: Uint8Array;
}

/** How much to read at once. At least one record is read, whatever its size. */
export interface ReadLimit {
  readonly bytes: number;
  readonly events: number;
}

interface Stored {
  readonly record: SpoolRecord;
  readonly header: Header;
  /** Where the next one begins. */
  readonly end: number;
}

/** The records from number `next` on, before number `end`; of the first one only the limit does not matter. */
export function wholeRecords(
  bytes: Uint8Array,
  { next, end }: { readonly next: number; readonly end: number },
  limit: ReadLimit,
  crc32: Crc32,
): readonly Stored[] {
  const stored: Stored[] = [];
  let events = 0;
  for (let at = 0; ;) {
    const header = readHeader(bytes, at, crc32);
    if (header?.sequence !== next + stored.length || header.sequence >= end) return stored;
    const after = at + recordSize(header);
    events += header.events;
    if (after > bytes.length) return stored;
    if (stored.length > 0 && (after > limit.bytes || events > limit.events)) return stored;
    const record = wholeRecord(bytes.subarray(at, after), header, crc32);
    if (record === null) return stored;
    stored.push({ record, header, end: after });
    at = after;
  }
}

function wholeRecord(bytes: Uint8Array, header: Header, crc32: Crc32): SpoolRecord | null {
  const body = HEADER_SIZE + header.originLength;
  const trailer = bytes.length - TRAILER_SIZE;
  const payload = crc32(bytes.subarray(HEADER_SIZE, trailer));
  if (judge(header, bytes.subarray(trailer), payload, crc32) !== 'good') return null;
  const { sequence, time, events } = header;
  const origin = Buffer.from(bytes.subarray(HEADER_SIZE, body)).toString();
  return { sequence, time, events, origin, body: bytes.subarray(body, trailer) };
}
