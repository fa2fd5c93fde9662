// Standard input has one reader: a second one would find it empty, and read an empty file.
import { Problem } from './problem.ts';

/** Opens standard input the first time; throws a usage Problem the second time. */
export function stdinOnce<Stream>(open: (signal?: AbortSignal) => Stream): (signal?: AbortSignal) => Stream {
  let opened = false;
  return (signal) => {
    if (opened)
      throw new Problem('usage', 'standard input can be read only once', { hint: 'name a file in place of one "-"' });
    opened = true;
    return open(signal);
  };
}
