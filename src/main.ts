#!/usr/bin/env node
// The process edge: the only place that reads argv, hooks signals and sets the exit code.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './cli/run.ts';
import { exitCodes } from './core/exit-code.ts';
import { Problem } from './core/problem.ts';
import { isPipe } from './io/is-pipe.ts';

const stopping = new AbortController();
const endings = {
  SIGINT: ['interrupted', exitCodes.interrupted],
  SIGTERM: ['terminated', exitCodes.terminated],
  SIGHUP: ['terminated', exitCodes.terminated],
} as const;

for (const [name, [code, exitCode]] of Object.entries(endings)) {
  process.on(name, () => {
    if (stopping.signal.aborted) {
      // The second signal means: stop now, without cleaning up.
      showCursor();
      process.exit(exitCode);
    }
    if (process.stderr.isTTY) process.stderr.write(`\n${name}: stopping; once more to quit at once\n`);
    stopping.abort(new Problem(code, code));
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has closed the pipe: a normal end, as with any filter.
    if (error.code !== 'EPIPE') throw error;
    if (!stopping.signal.aborted) stopping.abort(new Problem('pipe-closed', 'the reader of the output has closed it'));
  });
}

function showCursor(): void {
  if (process.stderr.isTTY) process.stderr.write('\u001B[?25h');
}

const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const { env, stdout, stderr } = process;
process.exitCode = await run(
  {
    args: process.argv.slice(2),
    version: packageJson.version,
    stdout: {
      write: (text) => stdout.write(text),
      get pipe() {
        return isPipe(stdout);
      },
    },
    stderr: { write: (text) => stderr.write(text) },
    screen: stderr.isTTY === true ? stderr : null,
    env,
    signal: stopping.signal,
    templates: fileURLToPath(new URL('../templates', import.meta.url)),
    clock: { now: () => new Date() },
  },
  // Loaded only when a command runs: help and version do not need it.
  async (parts) => (await import('./io/world.ts')).realWorld(parts),
);
showCursor();
// A pipe on which nothing moves, read or written, would keep the process alive.
if (stopping.signal.aborted) setTimeout(() => process.exit(), 100).unref();
