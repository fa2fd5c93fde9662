// The logs below a folder: known by their names or by how they begin; what is no log is passed over and counted.
import { orAborted } from '../core/or-aborted.ts';
import type { Files, FileStat } from '../core/ports.ts';
import { messageOf } from '../core/problem.ts';
import { logName } from './family.ts';
import { headOfFile, holdsEvents, packedCopies } from './head.ts';
import type { PassedOver } from './passed-over.ts';

/** A file to read. */
export interface FoundFile {
  readonly path: string;
  /** Bytes; null where only reading shows it. */
  readonly size: number | null;
}

/** Folders below the one that is named, one in the other. */
const DEEPEST = 4;

/** So many files are looked at at the same time, each with one descriptor. */
const AT_ONCE = 8;

const namesLog = /\.(?:log|json|jsonl|ndjson)$/;

/** What a search needs, and where it puts what it does not find. */
export interface Search {
  readonly files: Files;
  /** Files and folders that were found so far, by their identity: a link may lead to any of them. */
  readonly known: Set<string>;
  readonly passed: PassedOver;
  /** Called now and then with the number of files and folders that were looked at so far. */
  readonly onLooked: (count: number) => void;
  readonly signal: AbortSignal;
}

/** Finds the logs below a folder. */
export async function logsBelow(folder: string, search: Search): Promise<readonly FoundFile[]> {
  const { files, passed, onLooked, signal } = search;
  let looked = 0;
  const found: FoundFile[] = [];
  const waiting: { path: string; depth: number }[] = [{ path: folder, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path: at, depth } = next;
    const deeper: { path: string; depth: number }[] = [];
    const names = await files.list(at).catch((error: unknown) => passed.addUnreadable(at, messageOf(error)));
    for (let from = 0; from < (names?.length ?? 0); from += AT_ONCE) {
      signal.throwIfAborted();
      onLooked(looked);
      const paths = (names ?? []).slice(from, from + AT_ONCE).map((name) => `${at}/${name}`);
      const stats = await Promise.all(paths.map((path) => statOf(path, search)));
      const fresh = paths.filter((path, index) => isFresh(path, stats[index] ?? null, search));
      const kinds = await Promise.all(
        fresh.map(async (path) => {
          const stat = stats[paths.indexOf(path)] as FileStat;
          if (stat.kind !== 'directory') return (await isLog(path, stat, search)) ? stat.size : null;
          if (depth < DEEPEST) deeper.push({ path, depth: depth + 1 });
          else passed.add('deeper', path);
          return null;
        }),
      );
      looked += paths.length;
      for (const [index, size] of kinds.entries()) if (size !== null) found.push({ path: fresh[index] ?? '', size });
    }
    waiting.push(...deeper.toReversed());
  }
  const copies = await packedCopies(
    found.map(({ path }) => path),
    files,
  );
  for (const copy of copies) passed.add('copy', copy);
  return found.filter(({ path }) => !copies.has(path));
}

async function statOf(path: string, { files, passed }: Search): Promise<FileStat | null> {
  try {
    const stat = await files.stat(path);
    if (stat === null) passed.add('nowhere', path);
    return stat;
  } catch (error) {
    passed.addUnreadable(path, messageOf(error));
    return null;
  }
}

/** Whether a path leads to something that was not met before. */
function isFresh(path: string, stat: FileStat | null, { known, passed }: Search): boolean {
  if (stat === null) return false;
  if (stat.identity === undefined) return true;
  if (known.has(stat.identity)) {
    passed.add('known', path);
    return false;
  }
  known.add(stat.identity);
  return true;
}

async function isLog(path: string, { kind, size }: FileStat, { files, passed, signal }: Search): Promise<boolean> {
  if (kind === 'pipe' || kind === 'socket' || kind === 'device') {
    passed.add(kind, path);
    return false;
  }
  const byName = namesLog.test(logName(path).log);
  if (byName && size === 0) return true;
  try {
    const { bytes, packed, foreign } = await orAborted(headOfFile(path, files), signal);
    if (foreign !== null) passed.addForeign(foreign.is, path);
    else if (byName || holdsEvents(bytes)) return true;
    // Nothing could be unpacked of it: reading says so.
    else if (packed && bytes.length === 0) return true;
    else passed.add(size === 0 ? 'empty' : 'eventless', path);
  } catch (error) {
    signal.throwIfAborted();
    passed.addUnreadable(path, messageOf(error));
  }
  return false;
}
