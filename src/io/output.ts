// Standard output as the place of a command's answer.
import { spawn } from 'node:child_process';
import { orAborted } from '../core/or-aborted.ts';
import type { Output } from '../core/ports.ts';
import { isPipe } from './is-pipe.ts';

/** Writes to a real stream and waits while its reader is slow; `signal` ends every wait that has none of its own. */
export function streamOutput(stream: NodeJS.WriteStream, color: boolean, signal: AbortSignal): Output {
  return {
    async write(text, until = signal) {
      until.throwIfAborted();
      const accepted = new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
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
async function pipeWithoutReader(stream: NodeJS.WriteStream, signal: AbortSignal): Promise<void> {
  const { fd } = stream as { fd?: number };
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
