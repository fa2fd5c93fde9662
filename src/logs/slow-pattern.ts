// The problem of a regular expression that does not come to an end.
import { Problem } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import type { GrepPattern } from '../events/filter.ts';

/** Says which pattern is too slow, where, and what finds the same in time. */
export function slowPattern(patterns: readonly GrepPattern[], file: string): Problem {
  const given = patterns.map(({ source }) => `--grep "${source}"`);
  const name = file.startsWith('/') ? [file] : file === 'standard input' ? ['-'] : [];
  const grep = patterns.flatMap(({ source, negated, ignoreCase }) => [
    `| ${pasteable(['grep', '-E', ...(negated ? ['-v'] : []), ...(ignoreCase ? ['-i'] : []), '--', source])}`,
  ]);
  return new Problem(
    'usage',
    `${given.join(' or ')}: too slow for a line of ${file}, which was given up after a second`,
    {
      hint: `repeat no group that ends with a repetition, as a+ for (a+)+; or: ${[pasteable(['kind-audit', 'logs', ...name, '-o', 'json']), ...grep].join(' ')}`,
    },
  );
}
