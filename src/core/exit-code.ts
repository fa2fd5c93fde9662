// The exit codes of every command, in one place.

/** What the number that a command ends with means. Printed by the README, so a change is a breaking change. */
export const exitCodes = {
  /** It worked, and nothing was found. */
  fine: 0,
  /** It worked, and found something: a failed check, a lint error. */
  findings: 1,
  /** The command line or a file it names is wrong. Nothing was touched. */
  usage: 2,
  /** The environment lacks something, or the operation failed. */
  failed: 3,
  /** A defect of kind-audit. */
  bug: 70,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
