// The bytes of a record: a header with a checksum of its own, the control plane, the body, and a trailer.
// A header that is damaged is so told from a damaged body. The trailer repeats who it belongs to: the last record of a
// file says even without its header that it was written to its end, and how many were before it.

/** What a header says. */
export interface Header {
  /** Number of the record, from 1 on without a gap. */
  readonly sequence: number;
  /** Events of all records before it, since the first. */
  readonly total: number;
  readonly events: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly originLength: number;
  readonly bodyLength: number;
}

export type Crc32 = (bytes: Uint8Array, before?: number) => number;

export const HEADER_SIZE = 48;
export const TRAILER_SIZE = 28;

/** Two of these bytes never occur in UTF-8, so no body that is JSON contains what looks like a header or a trailer. */
export const HEADER_MAGIC = Uint8Array.of(0xff, 0x4b, 0x41, 0xfe);
export const TRAILER_MAGIC = Uint8Array.of(0xff, 0x4b, 0x5a, 0xfe);
const VERSION = 1;
/** More than any body may have: bytes. */
const MOST_BODY = 2 ** 30;

/** All bytes of a record. */
export function recordSize({ originLength, bodyLength }: Pick<Header, 'originLength' | 'bodyLength'>): number {
  return HEADER_SIZE + originLength + bodyLength + TRAILER_SIZE;
}

function view(bytes: Uint8Array, at: number, length: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + at, length);
}

/** Writes a header at an offset. */
export function writeHeader(into: Uint8Array, at: number, header: Header, crc32: Crc32): void {
  into.set(HEADER_MAGIC, at);
  const fields = view(into, at, HEADER_SIZE);
  fields.setUint16(4, VERSION, true);
  fields.setUint16(6, header.originLength, true);
  fields.setUint32(8, header.bodyLength, true);
  fields.setUint32(12, header.events, true);
  fields.setFloat64(16, header.sequence, true);
  fields.setFloat64(24, header.total, true);
  fields.setFloat64(32, header.time, true);
  fields.setUint32(40, 0, true);
  fields.setUint32(44, crc32(into.subarray(at, at + 44)), true);
}

/** The header at an offset; null where none is whole. */
export function readHeader(bytes: Uint8Array, at: number, crc32: Crc32): Header | null {
  if (at + HEADER_SIZE > bytes.length) return null;
  const fields = view(bytes, at, HEADER_SIZE);
  if (HEADER_MAGIC.some((byte, index) => fields.getUint8(index) !== byte)) return null;
  if (fields.getUint32(44, true) !== crc32(bytes.subarray(at, at + 44))) return null;
  const header: Header = {
    originLength: fields.getUint16(6, true),
    bodyLength: fields.getUint32(8, true),
    events: fields.getUint32(12, true),
    sequence: fields.getFloat64(16, true),
    total: fields.getFloat64(24, true),
    time: fields.getFloat64(32, true),
  };
  const sound = isNumber(header.sequence) && isNumber(header.total) && header.bodyLength <= MOST_BODY;
  return sound && fields.getUint16(4, true) === VERSION ? header : null;
}

/** Whether it can be the number of a record or of events. */
export function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** What a trailer says. */
export interface Trailer {
  readonly sequence: number;
  /** Events of this record and of all before it. */
  readonly total: number;
  /** CRC-32 of control plane and body. */
  readonly payload: number;
}

/** Writes a trailer at an offset. */
export function writeTrailer(into: Uint8Array, at: number, { sequence, total, payload }: Trailer, crc32: Crc32): void {
  const fields = view(into, at, TRAILER_SIZE);
  into.set(TRAILER_MAGIC, at);
  fields.setUint32(4, payload, true);
  fields.setFloat64(8, sequence, true);
  fields.setFloat64(16, total, true);
  fields.setUint32(24, crc32(into.subarray(at, at + 24)), true);
}

/** The trailer at an offset; null where none is whole. */
export function readTrailer(bytes: Uint8Array, at: number, crc32: Crc32): Trailer | null {
  if (at < 0 || at + TRAILER_SIZE > bytes.length) return null;
  const fields = view(bytes, at, TRAILER_SIZE);
  if (TRAILER_MAGIC.some((byte, index) => fields.getUint8(index) !== byte)) return null;
  if (fields.getUint32(24, true) !== crc32(bytes.subarray(at, at + 24))) return null;
  const trailer = {
    payload: fields.getUint32(4, true),
    sequence: fields.getFloat64(8, true),
    total: fields.getFloat64(16, true),
  };
  return isNumber(trailer.sequence) && isNumber(trailer.total) ? trailer : null;
}

/**
 * What to think of a record whose header is whole, by its trailer's bytes and the checksum of its control plane and body:
 * `good`; `damaged` where it was written to its end and is another now; else `torn`. One wrong bit in the trailer does
 * not condemn a record: its two checksums vouch for each other.
 */
export function judge(header: Header, trailer: Uint8Array, payload: number, crc32: Crc32): 'good' | 'damaged' | 'torn' {
  if (trailer.length < TRAILER_SIZE) return 'torn';
  const read = readTrailer(trailer, 0, crc32);
  const own = read?.sequence === header.sequence;
  if (own && read.payload === payload) return 'good';
  const right = new Uint8Array(TRAILER_SIZE);
  const { sequence, total, events } = header;
  writeTrailer(right, 0, { sequence, total: total + events, payload }, crc32);
  const equals = (from: number, to: number): boolean =>
    right.subarray(from, to).every((byte, index) => byte === trailer[from + index]);
  if (equals(4, 8) || equals(24, TRAILER_SIZE)) return 'good';
  return own ? 'damaged' : 'torn';
}
