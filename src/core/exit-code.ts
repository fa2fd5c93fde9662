// The exit codes of every command, in one place.

/** What the number that a command ends with means. Printed by the README, so a change is a breaking change. */
export const exitCodes = {
  /** It worked, and nothing was found. */
  fine: 0,
  /** It worked, and found something: a failed check, a lint error. Or a question was answered with no. */
  findings: 1,
  /** The command line or a file it names is wrong. Nothing was touched. */
  usage: 2,
  /** The environment lacks something, or the operation failed. */
  failed: 3,
  /** A bug in kind-audit. */
  bug: 70,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit codes in words, as the help and the README print them. */
export const exitCodeWords: readonly (readonly [codes: string, meaning: string])[] = [
  ['0', 'fine'],
  ['1', 'findings: a check failed, a policy would be refused; or a question was answered with no'],
  ['2', 'usage: a wrong flag, a file that cannot be used'],
  ['3', 'the environment lacks something, or the operation failed'],
  ['70', 'a bug in kind-audit'],
  ['130, 143', 'ended by Ctrl-C, by SIGTERM'],
];
