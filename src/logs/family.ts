// A log and its rotated files: which belong together, and in which order they were written.
import { rotatedByServer } from '../kind/log-names.ts';

/** One file, and what its name says. */
export interface LogName {
  /** The path of the log that the file was rotated from, or is. */
  readonly log: string;
  /** What its name says of the rotation, a moment or a number; null for the log itself. */
  readonly rotated: string | null;
}

// The kubelet, for containers' logs: 0.log.20261121-080951
const ofKubelet = /^(.*\.log)\.(\d{8}-\d{6})$/;
// logrotate: audit.log-20261121, with an hour or seconds since 1970 after it; audit.log.2026-11-21 of others.
const dated = /^(.*?[^/])[-.]((?:\d{4}-\d\d-\d\d|\d{8})(?:-?\d{2,10})?)$/;
// logrotate: audit.log.1, the younger the smaller.
const numbered = /^(.*[^/])\.(\d{1,3})$/;

/** Reads a path. What a second API server wrote beside the first one is a log of its own. */
export function logName(path: string): LogName {
  const plain = path.replace(/\.gz$/, '');
  const server = rotatedByServer(plain);
  if (server !== null) return server;
  const other = ofKubelet.exec(plain) ?? dated.exec(plain) ?? numbered.exec(plain);
  return other === null ? { log: plain, rotated: null } : { log: other[1] ?? plain, rotated: other[2] ?? null };
}

/** Whether nothing is added any more to a file: its name has a whole moment, or it is packed. */
export function isClosed(path: string): boolean {
  return path.endsWith('.gz') || !Number.isNaN(rotatedAt(logName(path)));
}

/** The time of rotation in milliseconds since 1970; NaN where the name does not say it to the second. */
export function rotatedAt({ rotated }: LogName): number {
  if (rotated === null || !/^(?:\d{4}-\d\d-\d\dT|\d{8}-\d{6}$)/.test(rotated)) return Number.NaN;
  const digits = rotated.replaceAll(/\D/g, '');
  const part = (from: number, to: number): number => Number(digits.slice(from, to));
  const ms = digits.length > 14 ? part(14, 17) : 999;
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14), ms);
}

/**
 * Paths grouped by log, each family oldest first. Where nothing tells which of two are older they are of two families:
 * files with a moment in their names beside files with a number, and a packed file beside a log of the same name.
 */
export function families(paths: readonly string[]): readonly (readonly string[])[] {
  const found = new Map<string, Member[]>();
  for (const path of new Set(paths)) {
    const name = logName(path);
    const family = found.get(name.log);
    const member = { path, age: ageOf(name, path) };
    if (family === undefined) found.set(name.log, [member]);
    else family.push(member);
  }
  return [...found.values()].flatMap((family) => {
    const sorted = family.toSorted((a, b) => (a.age < b.age ? -1 : 1));
    const hasNumbers = sorted.some(({ age }) => age.startsWith(NUMBER));
    const moments = sorted.filter(({ age }) => hasNumbers && age.startsWith(MOMENT));
    const rest = sorted.filter((member) => !moments.includes(member));
    // A packed file beside the log itself is another log.
    const twin = rest.length > 1 && rest.at(-2)?.age.startsWith(ITSELF) === true ? rest.splice(-2, 1) : [];
    return [moments, twin, rest].filter((part) => part.length > 0).map((part) => part.map(({ path }) => path));
  });
}

interface Member {
  readonly path: string;
  readonly age: string;
}

const MOMENT = '0';
const NUMBER = '1';
const ITSELF = '2';

/** A text that sorts by age: moments, numbers from the largest, the log itself; a packed file before its twin. */
function ageOf({ rotated }: LogName, path: string): string {
  const last = path.endsWith('.gz') ? ' ' : '~';
  if (rotated === null) return `${ITSELF}${last}`;
  if (rotated.length > 3) return `${MOMENT}${rotated}${last}`;
  return `${NUMBER}${String(999 - Number(rotated)).padStart(3, '0')}${last}`;
}
