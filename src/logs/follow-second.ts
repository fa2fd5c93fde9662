// The logs of second API servers that come beside logs of this machine while these are followed.
import { folderOf } from '../core/path.ts';
import type { Files, World } from '../core/ports.ts';
import { firstLogOf } from '../kind/log-names.ts';
import { isClosed } from './family.ts';
import { Reader } from './follow-file.ts';
import type { Live, Source } from './source.ts';

/** How often to look for a log, and how often into one that is there, in milliseconds. */
const SEARCH_MS = 500;
const LOOK_MS = 50;

/** A folder with many files is looked at less often. */
const MS_PER_FILE = 0.1;

type FollowWorld = Pick<World, 'files' | 'clock'>;

/** The source of these logs; none where nothing that is followed can have one. */
export function secondsBeside(sources: readonly Source[], { files, clock }: FollowWorld): readonly Source[] {
  const known = new Set(sources.flatMap(({ paths }) => paths ?? []));
  const named = sources.flatMap(({ paths }) => paths?.at(-1) ?? []).filter((path) => canHaveSecond(path));
  if (named.length === 0) return [];
  const source: Source = {
    name: 'second API servers',
    isBeside: true,
    bytes: 0,
    async *blocks() {},
    stretches: () => [],
    async *follow(_reach, signal): AsyncGenerator<Live> {
      const firsts = new Set<string>();
      for (const path of named) if ((await files.stat(path))?.kind === 'file') firsts.add(path);
      // What is piped ends, and with it the reading.
      if (firsts.size === 0) return;
      const folders = [...new Set([...firsts].map(folderOf))];
      const readers = new Map<string, Reader>();
      let searchAt = -Infinity;
      let isStart = true;
      for (;;) {
        if (clock.monotonic() >= searchAt) {
          const count = await search();
          searchAt = clock.monotonic() + SEARCH_MS + count * MS_PER_FILE;
        }
        for (const [path, reader] of readers) yield* readOn(path, reader, readers, files);
        if (isStart) yield { type: 'caught-up' };
        isStart = false;
        await clock.sleep(readers.size > 0 ? LOOK_MS : SEARCH_MS, signal);
      }

      /** Gives each log that was not known yet a reader; returns how many files the folders hold. */
      async function search(): Promise<number> {
        let count = 0;
        for (const folder of folders) {
          const names = await files.list(folder).catch(() => []);
          count += names.length;
          for (const path of newSeconds(names, folder, firsts, known)) {
            known.add(path);
            const stat = await files.stat(path);
            if (stat === null) continue;
            // What is there at the start was not asked for, unless it is a source itself; what is added to it was.
            // One more byte shows whether a line begins there.
            readers.set(path, new Reader(path, stat.identity ?? '', isStart ? Math.max(0, stat.size - 1) : 0));
          }
        }
        return count;
      }
    },
  };
  return [source];
}

/** Whether a second server may write beside a log: nothing has rotated it, and no second server has written it. */
function canHaveSecond(path: string): boolean {
  return !isClosed(path) && firstLogOf(path) === null;
}

/** The logs of second servers in a folder that are not known yet, oldest first; of packed ones nothing more comes. */
function newSeconds(
  names: readonly string[],
  folder: string,
  firsts: ReadonlySet<string>,
  known: ReadonlySet<string>,
): readonly string[] {
  return names
    .filter((name) => name.includes(','))
    .map((name) => `${folder}/${name}`)
    .filter((path) => !isClosed(path) && firsts.has(firstLogOf(path) ?? '') && !known.has(path))
    .toSorted();
}

/** Gives what has come; a log that was removed or packed is not looked at again. */
async function* readOn(path: string, reader: Reader, readers: Map<string, Reader>, files: Files): AsyncGenerator<Live> {
  const stat = await files.stat(path);
  if (stat === null || stat.identity !== reader.identity) readers.delete(path);
  else yield* reader.readOn(path, stat.size, files);
}
