// Commands on this machine, through execa: argument lists only, whole process groups ended together.
import { open } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { ResultPromise } from 'execa';
import { tooMuchOutput } from '../core/command-failed.ts';
import { gatherOutput, type Gathered } from './gather-output.ts';
import type { HostExec, Ran, RunOptions } from '../core/ports.ts';

/** How long a command may run after SIGTERM before it gets SIGKILL, in milliseconds. */
const GRACE_MS = 5000;

/** Real commands of this machine. */
export const hostExec: HostExec = {
  async run(argv, options = {}) {
    return runHostCommand(argv, options);
  },
  async interactive(argv) {
    const [program = '', ...args] = argv;
    return new Promise((resolve, reject) => {
      spawn(program, args, { stdio: 'inherit' })
        .once('error', reject)
        .once('exit', (code) => resolve(code ?? 1));
    });
  },
  async detach(argv, logFile) {
    const [program = '', ...args] = argv;
    const log = await open(logFile, 'a', 0o600);
    try {
      const child = spawn(program, args, { cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd] });
      await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      child.unref();
      return child.pid ?? 0;
    } finally {
      await log.close();
    }
  },
  async which(program) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      if (folder === '') continue;
      const path = join(folder, program);
      try {
        await access(path, constants.X_OK);
        return path;
      } catch {
        // not in this folder
      }
    }
    return null;
  },
};

/** Runs one command in a process group of its own and waits for it. */
export async function runHostCommand(argv: readonly string[], options: RunOptions): Promise<Ran> {
  const { execa } = await import('execa');
  const [program = '', ...args] = argv;
  options.signal?.throwIfAborted();
  const child = execa(program, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env as Record<string, string> }),
    ...(options.stdin === undefined ? { stdin: 'ignore' } : { input: options.stdin }),
    detached: true,
    cleanup: false,
    reject: false,
    stripFinalNewline: false,
    // Collected here: execa makes a text of all of it for a failure, which ends the process where it is large.
    buffer: false,
  });
  const ended = endGroup(
    child.pid,
    child.catch(() => undefined),
  );
  let timedOut = false;
  const timer =
    options.timeoutMs === undefined ? undefined : setTimeout(() => ((timedOut = true), ended()), options.timeoutMs);
  options.signal?.addEventListener('abort', ended, { once: true });
  const output = gatherOutput(options.onLine);
  const reading = readAll(child, output, () => tooMuchOutput(argv), ended);
  try {
    const result = await child;
    const failure = await reading;
    options.signal?.throwIfAborted();
    if (failure !== undefined) throw failure.error;
    const missing = result.exitCode === undefined && result.code === 'ENOENT';
    return { argv, exitCode: result.exitCode ?? null, ...output.texts(), missing, timedOut };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', ended);
  }
}

/** Reads both streams. The first failure ends the command, since nothing reads it any more. */
async function readAll(
  child: Pick<ResultPromise, 'stdout' | 'stderr'>,
  output: Gathered,
  tooMuch: () => Error,
  end: () => void,
): Promise<{ readonly error: unknown } | undefined> {
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    end();
  };
  const readOne = async (from: 'stdout' | 'stderr'): Promise<void> => {
    for await (const bytes of child[from] ?? []) {
      try {
        if (failure === undefined && !output.push(from, bytes as Uint8Array)) fail(tooMuch());
      } catch (error) {
        // Caught here: leaving the loop would wait for the command to end.
        fail(error);
      }
    }
  };
  await Promise.all([readOne('stdout').catch(fail), readOne('stderr').catch(fail)]);
  try {
    if (failure === undefined) output.end();
  } catch (error) {
    fail(error);
  }
  return failure;
}

/** A function that ends a whole process group, with SIGTERM first, and SIGKILL unless the child is gone in time. */
function endGroup(pid: number | undefined, gone: Promise<unknown>): () => void {
  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // nothing of the group is left
    }
  };
  return () => {
    kill('SIGTERM');
    const timer = setTimeout(() => kill('SIGKILL'), GRACE_MS);
    void gone.then(() => clearTimeout(timer));
  };
}
