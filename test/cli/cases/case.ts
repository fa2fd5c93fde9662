// The cases of every command: four command lines, and the result of each.
import type { CliOptions, CliRun } from '../../kit/run-cli.ts';

/** A command line and its environment. */
export interface Case {
  readonly line: string;
  readonly given?: () => CliOptions | Promise<CliOptions>;
  /** The exit code; each kind of case has its own default. */
  readonly code?: number;
  /** Parts of what is printed. */
  readonly stdout?: string;
  readonly stderr?: string;
  /** What else must hold afterwards. */
  readonly after?: (ran: CliRun) => void;
}

export interface CommandCases {
  /** Ends with 0. */
  readonly works: Case;
  /** A usage problem or one of the environment: ends with 2, says what is wrong and what to type next. */
  readonly refused: Case;
  /** Ctrl-C: ends with 130. */
  readonly interrupted: Case;
  /** One document on standard output, whose schema is `schema`; null for a command that prints no data of its own. */
  readonly machine: (Case & { readonly schema: string }) | null;
  /** More command lines, such that with those above every option is read. */
  readonly also?: readonly Case[];
}
