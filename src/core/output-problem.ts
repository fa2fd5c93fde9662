// The problem of an answer or a message that cannot be written.
import { Problem } from './problem.ts';
import { systemWords } from './system-error.ts';

/**
 * What an error of standard output or error means. A reader of a pipe that goes away is a normal end, as with any filter;
 * everything else is a failure, since something that was said is lost.
 */
export function outputProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE')
    return new Problem('pipe-closed', 'the reader of the output has closed it', { cause: error });
  return new Problem('output-failed', `cannot write the output: ${systemWords(error)}`, {
    hint: 'write it to another place, or make room where it goes',
    cause: error,
  });
}
