// The problem of a command that failed: its pasteable line and what it printed.
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

/** The last `count` lines of a text. */
export function lastLines(text: string, count: number): string {
  return text.split('\n').slice(-count).join('\n');
}
