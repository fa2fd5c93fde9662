// The Problem of a node in which nothing can be run, because it is stopped or paused.
import { Problem } from '../../core/problem.ts';

/** `words` are the engine's own; `program` is the name of its command line. */
export function nodeStopped(program: string, name: string, words: string, cause: unknown): Problem {
  const paused = /\bpaused\b/i.test(words);
  return new Problem('node-stopped', `the node ${name} is ${paused ? 'paused' : 'not running'}`, {
    hint: `${program} ${paused ? 'unpause' : 'start'} ${name}`,
    cause,
  });
}
