// What the process edge hands to one run of the program, with no process and no clock of its own.
import type { Clock, RunParts, World } from '../core/ports.ts';

/** The arguments, the streams and the environment of one run. */
export interface Edge {
  /** What follows the program's name. */
  readonly args: readonly string[];
  /** The version of kind-audit. */
  readonly version: string;
  /** Standard output; `pipe` where another program reads it. */
  readonly stdout: { write(text: string): unknown; readonly pipe: boolean };
  /** Standard error. */
  readonly stderr: { write(text: string): unknown };
  /** Standard error again, where it is a terminal that can be drawn on. */
  readonly screen: NodeJS.WriteStream | null;
  /** Resolves when all that was written to both has left the process, or has failed: then the signal is aborted. */
  written(): Promise<void>;
  /** From now on a signal aborts `signal`. Until then the operating system ends the program, even in the middle of long work. */
  handleSignals(): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted with the Problem that ends the run, or with an error that nothing else has caught. */
  readonly signal: AbortSignal;
  /** The absolute path of the folder with the shipped templates. */
  readonly templates: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** Makes what a command may touch; called once, and only when a command is going to run. */
export type MakeWorld = (parts: RunParts) => World | Promise<World>;
