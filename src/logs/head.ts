// The beginning of a file: what it is, and whether two files begin alike.
import type { Files } from '../core/ports.ts';
import { foreignFormat, foreignInside, isGzip, type ForeignFormat } from './formats.ts';

/** So many bytes are looked at. */
const MOST = 64 * 1024;

/** The beginning of a file. */
export interface Head {
  /** Its first bytes, unpacked. */
  readonly bytes: Uint8Array;
  /** Whether it is an archive. */
  readonly packed: boolean;
  /** The format that is not read, in the file or in the archive. */
  readonly foreign: ForeignFormat | null;
}

/** The beginning of a file; what cannot be unpacked of it is left out. */
export async function headOfFile(path: string, files: Pick<Files, 'stream' | 'gunzip'>): Promise<Head> {
  const bytes = await firstBytes(files.stream(path));
  if (!isGzip(bytes)) return { bytes, packed: false, foreign: foreignFormat(bytes) };
  const inside = await firstBytes(files.gunzip(files.stream(path)), true);
  return { bytes: inside, packed: true, foreign: foreignInside(inside) };
}

/** Whether the bytes are of an audit log: they name an event, or are only the hole that a truncation leaves. */
export function holdsEvents(bytes: Uint8Array): boolean {
  return bytes.length > 0 && (Buffer.from(bytes).includes('auditID') || bytes.every((byte) => byte === 0));
}

/** Of files and packed files of the same name, those that are a copy of the other: it is being packed, or was. */
export async function packedCopies(
  paths: readonly string[],
  files: Pick<Files, 'stream' | 'gunzip'>,
): Promise<ReadonlySet<string>> {
  const known = new Set(paths);
  const copies = new Set<string>();
  for (const path of known) {
    if (!path.endsWith('.gz') || !known.has(path.slice(0, -3))) continue;
    // One of them may be gone by now, or not be readable; then both are tried when it comes to reading.
    const packed = await headOrNull(path, files);
    const plain = await headOrNull(path.slice(0, -3), files);
    if (packed === null || plain === null) continue;
    const common = Math.min(packed.length, plain.length);
    if (Buffer.from(packed.subarray(0, common)).equals(plain.subarray(0, common))) copies.add(path);
  }
  return copies;
}

async function headOrNull(path: string, files: Pick<Files, 'stream' | 'gunzip'>): Promise<Uint8Array | null> {
  try {
    return (await headOfFile(path, files)).bytes;
  } catch {
    return null;
  }
}

/** The first bytes of a source, which is then closed; `damaged` ones are as many as there are. */
async function firstBytes(source: AsyncIterable<Uint8Array>, damaged = false): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const bytes of source) {
      parts.push(Uint8Array.from(bytes.subarray(0, MOST - length)));
      length += parts.at(-1)?.length ?? 0;
      if (length >= MOST) break;
    }
  } catch (error) {
    if (!damaged) throw error;
  }
  return Buffer.concat(parts);
}
