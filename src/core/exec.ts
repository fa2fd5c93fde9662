// Commands and their results, as types: the one way to run a program, here and in a node.

/** The result of a finished command. A non-zero exit is a value, never thrown. */
export interface Ran {
  readonly argv: readonly string[];
  /** Null when it was ended by a signal or could not be started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The program is not there to be started. */
  readonly missing: boolean;
  readonly timedOut: boolean;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text for its standard input; without it the input is empty. */
  readonly stdin?: string;
  /** Ends the command, and everything it started, when aborted. The run is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Called with every complete line as it appears. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** Runs commands: argument lists only, never a shell line. The same type for this host and for a node. */
export interface Exec {
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>;
}

/** Commands on this machine. */
export interface HostExec extends Exec {
  /** Runs with this terminal as its standard streams; returns the exit code. */
  interactive(argv: readonly string[]): Promise<number>;
  /** Starts a program that outlives this one, its output appended to `logFile`; returns its process id. */
  detach(argv: readonly string[], logFile: string): Promise<number>;
  /** The absolute path of a program on PATH, or null. */
  which(program: string): Promise<string | null>;
}
