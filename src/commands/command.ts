// What a command is to the command line: its arguments, options, examples, and what it runs.
import type { ExitCode } from '../core/exit-code.ts';
import type { World } from '../core/ports.ts';

/** One option, in commander's notation. */
export interface OptionSpec {
  /** For instance `-n, --name <name>`. */
  readonly flags: string;
  readonly description: string;
  /** Shown in the help; applied by the command, which knows the other sources of a value. */
  readonly byDefault?: string;
  /** The only values that it may have. */
  readonly choices?: readonly string[];
  /** Checks and converts; throws a usage Problem that says what a value must be, without the flag. */
  readonly parse?: (value: string) => unknown;
  /** As `parse`, for an option that may be repeated: gives the values of one occurrence; all are joined into one list. */
  readonly collect?: (value: string) => readonly unknown[];
  /** Options that it excludes, by the names under which commands read them. */
  readonly conflicts?: readonly string[];
  /** Short for another option with this value, which is what the command reads. Of both only one may be given. */
  readonly aliasOf?: { readonly option: string; readonly value: string };
}

export interface ArgumentSpec {
  /** `<file>`, `[file]` or `[files...]`. */
  readonly name: string;
  readonly description: string;
}

/** A command line that works, and what it does. The README prints it. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

/** One command: everything except its name and summary, which are in the table of commands. */
export interface Command<Options> {
  readonly arguments?: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** Whether it runs until it is interrupted: then an interruption is its end, and no document is printed about it. */
  endless?(options: Options): boolean;
  /** Whether it changes nothing, and has nothing to say about an interruption: then a signal ends it at any moment. */
  readsOnly?(options: Options): boolean;
  run(options: Options, positionals: readonly string[], world: World): Promise<ExitCode>;
}

/** Options that every command has; `output` only those that print data. */
export interface CommonOptions {
  readonly verbose?: boolean;
  /** The output format; `json` is JSON mode. */
  readonly output?: string;
}
