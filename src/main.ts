#!/usr/bin/env node
// The process edge: the only place that reads argv, hooks signals and sets the exit code.
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './cli/run.ts';
import { orAborted } from './core/or-aborted.ts';
import { outputProblem } from './core/output-problem.ts';
import { Problem } from './core/problem.ts';
import { flushed, isPipe, standardWritable } from './io/standard-streams.ts';

// One signal ends every wait, however many there are: Node.js would warn on standard error from the eleventh on.
setMaxListeners(0);
const stopping = new AbortController();
const { signal } = stopping;
const endings = { SIGINT: 'interrupted', SIGTERM: 'terminated', SIGHUP: 'terminated' } as const;
const signals = Object.keys(endings) as (keyof typeof endings)[];
const stdout = standardWritable(1);
const stderr = standardWritable(2);

let handled = false;

/** Until this is called a signal ends the process by itself. Listening only later loses none that comes in between. */
function handleSignals(): void {
  if (handled) return;
  handled = true;
  for (const name of signals) process.on(name, () => stopBy(name));
}

function stopBy(name: keyof typeof endings): void {
  if (signal.aborted) {
    // The second signal means: stop now, without cleaning up. Leaving would wait for a file that does not answer.
    showCursor();
    leaveSignals();
    process.kill(process.pid, name);
  }
  if (stderr.isTTY === true) stderr.write(`\n${name}: stopping; once more to quit at once\n`);
  stop(new Problem(endings[name], endings[name]));
}

for (const stream of [stdout, stderr]) stream.on('error', (error) => stop(outputProblem(error)));
process.on('uncaughtException', stop);

/** The first reason counts. */
function stop(reason: unknown): void {
  if (!signal.aborted) stopping.abort(reason);
}

/** From here on a signal ends the process by itself. */
function leaveSignals(): void {
  for (const name of signals) process.removeAllListeners(name);
}

function showCursor(): void {
  if (stderr.isTTY === true) stderr.write('\u001B[?25h');
}

const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

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
    screen: stderr.isTTY === true ? process.stderr : null,
    async written() {
      await orAborted(Promise.all([flushed(stdout), flushed(stderr)]), signal).catch(() => undefined);
    },
    handleSignals,
    env: process.env,
    signal,
    templates: fileURLToPath(new URL('../templates', import.meta.url)),
    clock: { now: () => new Date() },
  },
  // Loaded only when a command runs: help and version do not need it.
  async (parts) => (await import('./io/world.ts')).realWorld(parts),
);
showCursor();
// A pipe on which nothing moves, read or written, would keep the process alive.
if (signal.aborted) {
  setTimeout(() => {
    leaveSignals();
    process.exit();
  }, 100).unref();
}
