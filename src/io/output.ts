// Standard output as the place of a command's answer.
import { spawn } from 'node:child_process';
import { orAborted } from '../core/or-aborted.ts';
import type { Output } from '../core/ports.ts';
import { outputProblem } from '../core/output-problem.ts';
import { isPipe, type StandardWritable } from './standard-streams.ts';

/** Writes to a real stream and waits while its reader is slow; `signal` ends every wait that has none of its own. */
export function streamOutput(stream: StandardWritable, color: boolean, signal: AbortSignal): Output {
  return {
    async write(text, until = signal) {
      until.throwIfAborted();
      const accepted = new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(outputProblem(error)) : resolve()));
      });
      await orAborted(accepted, until);
    },
    get columns() {
      return stream.columns ?? 120;
    },
    color,
    terminal: stream.isTTY === true,
    readerGone: async (signal) => pipeWithoutReader(stream, signal),
  };
}

/**
 * Node does not notice that a pipe lost its reader; GNU tail does, and ends. Without tail the promise
 * stays pending, and the next write fails.
 */
async function pipeWithoutReader(stream: StandardWritable, signal: AbortSignal): Promise<void> {
  const { fd } = stream;
  await new Promise<void>((resolve) => {
    if (process.platform !== 'linux' || fd === undefined || !isPipe(stream) || signal.aborted) return;
    const argv = ['--follow', `--pid=${process.pid}`, '--sleep-interval=0.25', '/dev/null'];
    const child = spawn('tail', argv, { stdio: ['ignore', fd, 'ignore'] });
    child.once('error', () => undefined);
    child.once('exit', (_code, endedBy) => endedBy === 'SIGPIPE' && resolve());
    child.unref();
    signal.addEventListener('abort', () => child.kill(), { once: true });
  });
}
