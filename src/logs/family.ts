// A log and its rotated files: which belong together, and in which order they were written.

/** One file, and what its name says. */
export interface LogName {
  /** The path of the log that the file was rotated from, or is. */
  readonly log: string;
  /** The time of rotation in the name; null for the log itself. */
  readonly rotated: string | null;
}

// The API server: audit-2026-11-21T08-09-51.567.log, with .gz after it when compressed.
const ofServer = /^(.*)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3})((?:\.[^./]*)?)$/;
// The kubelet, for containers' logs: 0.log.20261121-080951
const ofKubelet = /^(.*\.log)\.(\d{8}-\d{6})$/;

/** Reads a path. */
export function logName(path: string): LogName {
  const plain = path.replace(/\.gz$/, '');
  const server = ofServer.exec(plain);
  if (server !== null) return { log: `${server[1]}${server[3]}`, rotated: server[2] ?? null };
  const kubelet = ofKubelet.exec(plain);
  return kubelet === null ? { log: plain, rotated: null } : { log: kubelet[1] ?? plain, rotated: kubelet[2] ?? null };
}

/** The time of rotation in milliseconds since 1970; NaN for the log itself. */
export function rotatedAt({ rotated }: LogName): number {
  const digits = (rotated ?? '').replaceAll(/\D/g, '');
  if (digits.length < 14) return Number.NaN;
  const part = (from: number, to: number): number => Number(digits.slice(from, to));
  const ms = digits.length > 14 ? part(14, 17) : 999;
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14), ms);
}

/** How the API server names a file that it rotates at a moment. */
export function rotatedName(log: string, ms: number): string {
  const slash = log.lastIndexOf('/');
  const dot = log.lastIndexOf('.');
  const end = dot > slash ? dot : log.length;
  const stamp = new Date(ms).toISOString().replaceAll(':', '-').slice(0, -1);
  return `${log.slice(0, end)}-${stamp}${log.slice(end)}`;
}

/** Paths grouped by log, each family oldest first; of a file and its compressed twin only the file. */
export function families(paths: readonly string[]): readonly (readonly string[])[] {
  const found = new Map<string, string[]>();
  const known = new Set(paths);
  for (const path of known) {
    if (path.endsWith('.gz') && known.has(path.slice(0, -3))) continue;
    const { log } = logName(path);
    found.set(log, [...(found.get(log) ?? []), path]);
  }
  // The log itself comes last: "~" sorts after every digit.
  const age = (path: string): string => logName(path).rotated ?? '~';
  return [...found.values()].map((family) => family.toSorted((a, b) => (age(a) < age(b) ? -1 : 1)));
}
