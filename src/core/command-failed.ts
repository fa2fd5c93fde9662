// The problems of a command: that it failed, with its pasteable line and what it printed, and that it printed too much.
import { formatBytes } from './byte-size.ts';
import { cellText } from './limits.ts';
import type { Ran } from './ports.ts';
import { Problem, type ProblemCode } from './problem.ts';
import { pasteable } from './shell-quote.ts';

/** Turns a failed command into a Problem; the last lines of its output become the details. */
export function commandFailed(ran: Ran, what: string, hint?: string, code: ProblemCode = 'command-failed'): Problem {
  const program = ran.argv[0] ?? '';
  if (ran.missing) {
    return new Problem(
      'tool-missing',
      `${what}: the program "${program}" is not installed`,
      hint === undefined ? {} : { hint },
    );
  }
  const ending = ran.timedOut ? 'took too long' : `ended with ${ran.exitCode ?? 'a signal'}`;
  const output = lastLines(`${ran.stderr.trim()}\n${ran.stdout.trim()}`.trim(), 20);
  return new Problem(code, `${what}: ${program} ${ending}`, {
    details: `$ ${pasteable(ran.argv)}${output === '' ? '' : `\n${output}`}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Bytes of each of a command's outputs that are collected; what it is asked for has a few megabytes at most. */
export const MOST_OUTPUT = 64 * 1024 * 1024;

/** The problem of a command that prints more than is collected. */
export function tooMuchOutput(argv: readonly string[]): Problem {
  return new Problem('command-failed', `${argv[0] ?? ''} prints more than ${formatBytes(MOST_OUTPUT)}; it was ended`, {
    hint: `${pasteable(argv)} | head -n 20`,
  });
}

/** The last `count` lines of a text, each cut to what a cell may hold. */
export function lastLines(text: string, count: number): string {
  let from = text.length;
  for (let lines = 0; lines < count && from >= 0; lines += 1) from = from === 0 ? -1 : text.lastIndexOf('\n', from - 1);
  return text
    .slice(from + 1)
    .split('\n')
    .map(cellText)
    .join('\n');
}
