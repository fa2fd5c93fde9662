// Errors of the operating system, as problems: none of them is a bug.
import { folderOf } from './path.ts';
import { messageOf, Problem, type ProblemCode } from './problem.ts';
import { pasteable } from './shell-quote.ts';

/** What an error means, and what to do about it; the path is not always known. */
interface Row {
  readonly code: ProblemCode;
  hint(path: string | null): string;
}

const look = (path: string | null): string => (path === null ? '' : `: ${pasteable(['ls', '-ld', path])}`);
const room = (path: string | null): string =>
  path === null ? 'df -h' : `${pasteable(['df', '-h', folderOf(path)])}, and df -i for the number of files`;

const notYours: Row = { code: 'not-permitted', hint: (path) => `check who owns it${look(path)}, or run as its owner` };

const known: Readonly<Record<string, Row>> = {
  EACCES: notYours,
  EPERM: notYours,
  EROFS: { code: 'not-permitted', hint: () => 'use a folder that can be written to' },
  ENOSPC: { code: 'disk-full', hint: (path) => `make room on its file system: ${room(path)}` },
  EDQUOT: { code: 'disk-full', hint: () => 'make room within the quota' },
  EMFILE: { code: 'command-failed', hint: () => 'raise the limit of open files: ulimit -n 4096' },
  ELOOP: {
    code: 'command-failed',
    hint: (path) =>
      `one of its symbolic links leads back to itself${path === null ? '' : `: ${pasteable(['namei', path])}`}`,
  },
};

const other: Row = {
  code: 'command-failed',
  hint: (path) => (path === null ? 'run it again with --verbose, to see what failed' : `look at it${look(path)}`),
};

/** The problem made of an error of a file or process; null for any other error, which is a bug. */
export function systemProblem(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  const code = String(error.code);
  if (!/^E[A-Z0-9]+$/.test(code)) return null;
  const row = known[code] ?? other;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  return new Problem(row.code, error.message, { hint: row.hint(path), cause: error });
}

/** What the operating system says of an error, without its code and the name of the call. */
export function systemWords(error: unknown): string {
  const message = messageOf(error);
  return /^E[A-Z0-9]+: (.+?)(?:, [a-z]+\b.*)?$/s.exec(message)?.[1] ?? message.replace(/^(?:write|read) /, '');
}
