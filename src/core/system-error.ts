// Errors of the operating system that the user can do something about, as problems.
import { Problem, type ProblemCode } from './problem.ts';

const known: Readonly<Record<string, { readonly code: ProblemCode; readonly hint: string }>> = {
  EACCES: { code: 'not-permitted', hint: 'check who owns it, or run as its owner' },
  EPERM: { code: 'not-permitted', hint: 'check who owns it, or run as its owner' },
  EROFS: { code: 'not-permitted', hint: 'use a folder that can be written to' },
  ENOSPC: { code: 'disk-full', hint: 'make room: docker system prune' },
  EDQUOT: { code: 'disk-full', hint: 'make room within the quota' },
  EMFILE: { code: 'command-failed', hint: 'raise the limit of open files: ulimit -n 4096' },
};

/** The problem made of an error of a file or process; null for any other error. */
export function systemProblem(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  const row = known[String(error.code)];
  return row === undefined ? null : new Problem(row.code, error.message, { hint: row.hint, cause: error });
}
