// Commands on this machine, through execa: argument lists only, whole process groups ended together.
import { open } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { HostExec, Ran, RunOptions } from '../core/ports.ts';

/** How long a command may take to obey SIGTERM before it gets SIGKILL, in milliseconds. */
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
    maxBuffer: 64 * 1024 * 1024,
  });
  const ended = endGroup(
    child.pid,
    child.catch(() => undefined),
  );
  let timedOut = false;
  const timer =
    options.timeoutMs === undefined ? undefined : setTimeout(() => ((timedOut = true), ended()), options.timeoutMs);
  options.signal?.addEventListener('abort', ended, { once: true });
  const { onLine } = options;
  const reading =
    onLine === undefined
      ? []
      : (['stdout', 'stderr'] as const).map(async (from) => {
          for await (const line of child.iterable({ from })) onLine(line, from);
        });
  try {
    const result = await child;
    await Promise.allSettled(reading);
    options.signal?.throwIfAborted();
    const missing = result.exitCode === undefined && result.code === 'ENOENT';
    return { argv, exitCode: result.exitCode ?? null, stdout: result.stdout, stderr: result.stderr, missing, timedOut };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', ended);
  }
}

/** A function that ends a whole process group, politely first, and no later than when the child is gone. */
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
