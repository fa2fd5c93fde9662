// How an API server rotates its log, and how far back the rotated files reach.

/** kube-apiserver's settings of rotation. */
export interface LogRotation {
  /** --audit-log-maxage, in days; 0 for any age. */
  readonly maxAgeDays: number;
  /** --audit-log-maxbackup: rotated files that are kept; 0 for all. */
  readonly maxBackups: number;
  /** --audit-log-maxsize, in MiB; 0 for no rotation, as Kubernetes 1.36 has it. */
  readonly maxSizeMiB: number;
}

const MIB = 1024 ** 2;

/** Hours that the rotated files reach back at so many bytes an hour; Infinity where they never fill up. */
export function reachHours({ maxAgeDays, maxBackups, maxSizeMiB }: LogRotation, bytesPerHour: number): number {
  const room = maxBackups === 0 || maxSizeMiB === 0 ? Infinity : maxSizeMiB * MIB * maxBackups;
  return Math.min(maxAgeDays === 0 ? Infinity : maxAgeDays * 24, room / bytesPerHour);
}
