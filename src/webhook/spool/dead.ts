// What is damaged in the log is set aside as it is, for a person to look at.
import type { AppendFile } from '../../core/append-files.ts';
import { formatBytes } from '../../core/byte-size.ts';
import { messageOf } from '../../core/problem.ts';
import type { Segment } from './segments.ts';
import type { SpoolWorld } from './spool-world.ts';

/** More damage than this is only counted: bytes. */
const MOST_KEPT = 64 * 2 ** 20;
const PIECE = 256 * 1024;

export function deadFolder(folder: string): string {
  return `${folder}/dead`;
}

/** Copies the bytes from one offset of a segment to another into a file below `dead/`, once for all backends. */
export async function setAside(
  { appendFiles, report }: Pick<SpoolWorld, 'appendFiles' | 'report'>,
  folder: string,
  segment: Segment,
  file: AppendFile,
  from: number,
  to: number,
): Promise<void> {
  const path = `${deadFolder(folder)}/${String(segment.first).padStart(16, '0')}-${from}`;
  const what = `${formatBytes(to - from)} of ${segment.path} at byte ${from} are damaged`;
  const warn = (text: string): void => report({ type: 'note', level: 'warn', text });
  try {
    if ((await appendFiles.size(path)) !== null) return;
    if ((await kept(appendFiles, deadFolder(folder))) + to - from > MOST_KEPT)
      return warn(`${what}; ${deadFolder(folder)} is full, so they are not kept`);
    const copy = await appendFiles.create(path);
    try {
      const piece = new Uint8Array(Math.min(PIECE, to - from));
      for (let at = from; at < to;) {
        const read = await file.read(piece.subarray(0, Math.min(piece.length, to - at)), at);
        if (read === 0) break;
        await copy.write(piece.subarray(0, read), at - from);
        at += read;
      }
      await copy.sync();
    } finally {
      await copy.close();
    }
    warn(`${what}; kept as ${path}`);
  } catch (error) {
    warn(`${what}, and cannot be kept: ${messageOf(error)}`);
  }
}

async function kept({ list, size }: SpoolWorld['appendFiles'], folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await list(folder)) bytes += (await size(`${folder}/${name}`)) ?? 0;
  return bytes;
}
