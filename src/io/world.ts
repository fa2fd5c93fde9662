// The real world, put together once per run.
import { isatty } from 'node:tty';
import { ignoredVariables } from '../core/base-folder.ts';
import { wantsColor } from '../core/paint.ts';
import type { Engine, RunParts, World } from '../core/ports.ts';
import { stdinOnce } from '../core/stdin-once.ts';
import { clock } from './clock.ts';
import { randomHex, sha256Hex } from './crypto.ts';
import { hostExec } from './exec.ts';
import { files } from './files.ts';
import { homeFolder } from './home-folder.ts';
import { http } from './http.ts';
import { streamOutput } from './output.ts';
import { requireSupported } from './supported.ts';
import { readInput, standardInput, standardWritable } from './standard-streams.ts';
import { pem } from './pem.ts';
import { terminalPrompt } from './prompt.ts';
import { threads } from './threads.ts';

/** Builds the world on this process's streams, files, commands and current folder; throws a Problem on Windows. */
export function realWorld({ env, templates, signal, report, finished }: RunParts): World {
  requireSupported(process.platform);
  const machine = {
    platform: process.platform,
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    uid: process.geteuid?.() ?? null,
    availableMemory: () => process.availableMemory(),
  };
  const home = homeFolder(env);
  for (const text of ignoredVariables(env)) report({ type: 'note', level: 'warn', text });
  const stdout = standardWritable(1);
  let engine: Promise<Engine> | undefined;
  return {
    exec: hostExec,
    files,
    clock,
    prompt: terminalPrompt(signal),
    processes: { pid: process.pid, alive: isAlive },
    threads,
    http,
    listen: async (serving) => (await import('./http-server.ts')).listen(serving),
    openSender: async (settings) => (await import('./http-sender.ts')).openSender(settings),
    appendFiles: async () => (await import('./append-files.ts')).appendFiles,
    out: streamOutput(stdout, wantsColor(stdout.isTTY === true, env), signal),
    machine,
    env,
    cwd: process.cwd(),
    home,
    templates,
    interactive: isatty(0) && isatty(2) && (env['CI'] ?? '') === '',
    terminal: isatty(0) && isatty(1),
    stdin: stdinOnce((until = signal) => readInput(standardInput(), until)),
    engine() {
      engine ??= import('./engine/find-engine.ts').then(({ findEngine }) =>
        findEngine({ env, home, files, exec: hostExec, report, signal }),
      );
      // A failed search is repeated: setup may have installed the engine in between.
      engine.catch(() => (engine = undefined));
      return engine;
    },
    report,
    finished,
    signal,
    random: randomHex,
    sha256: sha256Hex,
    pem,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
