// An expected failure: what went wrong, where, and what to type next.
import { exitCodes, type ExitCode } from './exit-code.ts';

/** Every kind of expected failure and its exit code. A new kind is one row here. */
const problemExitCodes = {
  usage: exitCodes.usage,
  'file-unreadable': exitCodes.usage,
  'file-changed': exitCodes.usage,
  'policy-refused': exitCodes.findings,
  /** A settings file says what it cannot. */
  'settings-refused': exitCodes.usage,
  /** A settings file forbids what was asked for. */
  enforced: exitCodes.findings,
  /** A question was answered with no. */
  declined: exitCodes.findings,
  'not-supported': exitCodes.failed,
  'engine-missing': exitCodes.failed,
  'engine-unreachable': exitCodes.failed,
  'kind-missing': exitCodes.failed,
  'image-missing': exitCodes.failed,
  'tool-missing': exitCodes.failed,
  'disk-full': exitCodes.failed,
  /** The spool accepts no batch now; it will when there is room. */
  'spool-full': exitCodes.failed,
  'spool-failed': exitCodes.failed,
  'not-permitted': exitCodes.failed,
  /** Standard output or error cannot be written. */
  'output-failed': exitCodes.failed,
  'cluster-missing': exitCodes.failed,
  'cluster-differs': exitCodes.failed,
  'cluster-unhealthy': exitCodes.failed,
  'node-stopped': exitCodes.failed,
  locked: exitCodes.failed,
  'create-failed': exitCodes.failed,
  'api-server-crashed': exitCodes.failed,
  'api-server-not-ready': exitCodes.failed,
  'nodes-not-ready': exitCodes.failed,
  'proof-failed': exitCodes.failed,
  /** A backend cannot be reached from a node, or does not accept events. */
  'webhook-unreachable': exitCodes.failed,
  'repair-failed': exitCodes.failed,
  'command-failed': exitCodes.failed,
  /** A log was read, and no line of it is an audit event. */
  'no-events': exitCodes.failed,
  interrupted: exitCodes.interrupted,
  terminated: exitCodes.terminated,
  'pipe-closed': exitCodes.fine,
} as const satisfies Record<string, ExitCode>;

export type ProblemCode = keyof typeof problemExitCodes;

/** What a problem carries besides its one-line message. */
export interface ProblemContext {
  /** The command to type next, or the thing to change. */
  readonly hint?: string;
  /** Captured output, a code frame, a difference: printed under the message as it is. */
  readonly details?: string;
  readonly cause?: unknown;
}

/** Thrown for failures that a user can run into; anything else that is thrown is a bug in kind-audit. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly hint: string | undefined;
  readonly details: string | undefined;

  constructor(code: ProblemCode, message: string, context: ProblemContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.code = code;
    this.hint = context.hint;
    this.details = context.details;
  }

  get exitCode(): ExitCode {
    return problemExitCodes[this.code];
  }

  /** The same problem with more details after its own, and with a hint if it has none. */
  withDetails(more: string, cause: unknown, orHint?: string): Problem {
    const { code, message, hint = orHint, details } = this;
    return new Problem(code, message, {
      details: details === undefined ? more : `${details}\n${more}`,
      ...(hint === undefined ? {} : { hint }),
      cause,
    });
  }
}

/** The message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
