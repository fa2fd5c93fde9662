// Why a line of a log is left out: the one table of reasons, each in words.

/** What is said of lines that are left out. */
export interface Words {
  /** After "it is" and "they are". */
  readonly what: string;
  /** What can be had of such a file instead; `file` is its path as it can be typed into a shell. */
  readonly instead?: (file: string) => string;
}

/** Every reason for which lines are left out, by the name that programs read. */
export const reasons = {
  'not-json': { what: 'not JSON' },
  damaged: { what: 'cut off or damaged' },
  'no-event': { what: 'JSON, but no audit event' },
  overlong: { what: 'longer than 16 MiB' },
} as const satisfies Readonly<Record<string, Words>>;

export type Reason = keyof typeof reasons;
