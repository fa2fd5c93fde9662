// What is reported of anything that was thrown.
import type { Event } from './event.ts';
import { exitCodes } from './exit-code.ts';
import { Problem } from './problem.ts';

/** A problem as it is, anything else as a bug; with the stack of both where it is `verbose`. */
export function problemEvent(error: unknown, verbose: boolean): Event {
  if (!(error instanceof Problem)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      type: 'problem',
      code: 'bug',
      text: 'this is a bug in kind-audit, not a mistake of yours',
      details: stack,
      hint: 'run it again with --verbose and report what it prints',
      exitCode: exitCodes.bug,
    };
  }
  const details = [error.details, verbose ? error.stack : undefined].filter((text) => text !== undefined).join('\n');
  return {
    type: 'problem',
    code: error.code,
    text: error.message,
    ...(details === '' ? {} : { details }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    exitCode: error.exitCode,
  };
}
