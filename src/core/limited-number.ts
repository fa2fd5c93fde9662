// Whole numbers within bounds, wherever they are given: as a flag, at a prompt, in a file.

/** The least and the most of a whole number. */
export interface Limits {
  readonly least: number;
  readonly most: number;
}

/** Whether a number is whole and within bounds. */
export function isWithin(number: number, { least, most }: Limits): boolean {
  return Number.isSafeInteger(number) && number >= least && number <= most;
}

/** What such a number must be, in words. */
export function limitsInWords({ least, most }: Limits): string {
  return `a whole number from ${least} to ${most}`;
}
