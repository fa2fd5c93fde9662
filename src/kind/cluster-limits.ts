// Within which bounds the numbers of a cluster may be, wherever they are given: as a flag, at a prompt, in a file.

/** The least and the most of a whole number. */
export interface Limits {
  readonly least: number;
  readonly most: number;
}

/** Nodes by number; rotation in days, files and MiB. */
export const clusterLimits = {
  controlPlanes: { least: 1, most: 9 },
  workers: { least: 0, most: 50 },
  maxAgeDays: { least: 0, most: 36_500 },
  maxBackups: { least: 0, most: 100_000 },
  maxSizeMiB: { least: 1, most: 1_000_000 },
} as const satisfies Readonly<Record<string, Limits>>;

/** Whether a number is whole and within bounds. */
export function isWithin(number: number, { least, most }: Limits): boolean {
  return Number.isSafeInteger(number) && number >= least && number <= most;
}

/** What such a number must be, in words. */
export function limitsInWords({ least, most }: Limits): string {
  return `a whole number from ${least} to ${most}`;
}
