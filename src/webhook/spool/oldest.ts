// How old the backlog of a backend is.
import { Scanner } from './scan.ts';
import type { Segment, Segments } from './segments.ts';
import type { SpoolWorld } from './spool-world.ts';

/** When the first record was accepted whose number is not less than `least`; null where there is none. */
export async function oldestTime(
  world: SpoolWorld,
  segments: Segments,
  position: { readonly segment: Segment; readonly at: number } | null,
  least: number,
): Promise<number | null> {
  let at = position?.at ?? 0;
  for (let segment = position?.segment; segment !== undefined; segment = segments.after(segment)) {
    const time = await timeAfter(world, segment, at, least);
    if (time !== null) return time;
    at = 0;
  }
  return null;
}

async function timeAfter(
  { appendFiles }: SpoolWorld,
  segment: Segment,
  from: number,
  least: number,
): Promise<number | null> {
  const file = await appendFiles.open(segment.path);
  if (file === null) return null;
  try {
    const scanner = new Scanner(file, segment.size, appendFiles.crc32);
    const at = from > 0 ? from : await scanner.find(least);
    return (await scanner.next(at, least))?.header.time ?? null;
  } finally {
    await file.close();
  }
}
