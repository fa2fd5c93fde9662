// A kind node as a container of the Docker engine: commands in it, with their output as a whole or as a stream.
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { tooMuchOutput } from '../../core/command-failed.ts';
import { textOf } from '../../core/fields.ts';
import type { Node, NodeRole, Ran, RunOptions } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import { pasteable } from '../../core/shell-quote.ts';
import type { DockerApi } from './docker-api.ts';
import { statusOf } from './docker-failure.ts';
import { withinLimits } from './limits.ts';
import { nodeStopped } from './node-stopped.ts';
import { gatherOutput, type Gathered } from '../gather-output.ts';
import { demux, type Frame } from './demux.ts';

/** The node of this name; nothing is asked of the engine yet. */
export function dockerNode(api: DockerApi, name: string, role: NodeRole): Node {
  return {
    name,
    role,
    run: async (argv, options = {}) => run(api, name, argv, options),
    async stream(argv, signal) {
      const { stream } = await start(api, name, argv, true, signal);
      const close = closing(stream, signal);
      return {
        stdout: onlyStdout(stream),
        async [Symbol.asyncDispose]() {
          close();
        },
      };
    },
  };
}

interface Started {
  /** The engine's name for the command. */
  readonly id: string;
  readonly stream: Duplex;
}

/** Starts a command; a time limit and a signal count from here. */
async function start(
  api: DockerApi,
  container: string,
  argv: readonly string[],
  withStdin: boolean,
  signal: AbortSignal,
): Promise<Started> {
  const command = { Cmd: argv, AttachStdin: withStdin, AttachStdout: true, AttachStderr: true };
  try {
    const { Id } = await api.post(`/containers/${inPath(container)}/exec`, command, { signal });
    const id = textOf(Id);
    if (id === '') throw noCommand(container);
    const how = { Detach: false, Tty: false };
    return { id, stream: await api.open(`/exec/${inPath(id)}/start`, how, withStdin, { signal }) };
  } catch (error) {
    const status = statusOf(error);
    if (status === 404)
      throw new Problem('cluster-missing', `there is no container ${container}`, {
        hint: 'kind get clusters',
        cause: error,
      });
    if (status === 409) throw nodeStopped('docker', container, messageOf(error), error);
    throw error;
  }
}

async function run(api: DockerApi, container: string, argv: readonly string[], options: RunOptions): Promise<Ran> {
  const { until, timedOut, lift } = withinLimits(options);
  const output = gatherOutput(options.onLine);
  try {
    const { id, stream } = await start(api, container, argv, options.stdin !== undefined, until);
    if (!(await readAll(stream, output, options.stdin, until))) throw tooMuchOutput(argv);
    const exitCode = await exitCodeOf(api, id, until);
    const texts = output.texts();
    return { argv, exitCode, ...texts, missing: isMissing(exitCode, texts), timedOut: false };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!timedOut()) throw error;
    return { argv, exitCode: null, ...output.texts(), missing: false, timedOut: true };
  } finally {
    lift();
  }
}

/** Milliseconds between two questions whether a command that closed its output has ended. */
const PAUSE_MS = 100;
/** How often that is asked before it counts as without an end. */
const QUESTIONS = 300;

/** The exit code; null where the engine gives none. A command may close its output before it ends. */
async function exitCodeOf(api: DockerApi, id: string, signal: AbortSignal): Promise<number | null> {
  for (let asked = 1; ; asked += 1) {
    const { ExitCode, Running } = await api.get(`/exec/${inPath(id)}/json`, { signal });
    if (Running !== true || asked === QUESTIONS) return Number.isInteger(ExitCode) ? (ExitCode as number) : null;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

/** A name as a part of a path. Half a character, which JSON can carry, has no form in one. */
function inPath(name: string): string {
  return encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
}

function noCommand(container: string): Problem {
  return new Problem(
    'engine-unreachable',
    `the container engine started no command in ${container}, and said no reason`,
    {
      hint: pasteable(['docker', 'exec', container, 'true']),
    },
  );
}

/** Sends the input, and reads until the command ends or the signal ends the reading; false where it prints too much. */
async function readAll(
  stream: Duplex,
  output: Gathered,
  stdin: string | undefined,
  until: AbortSignal,
): Promise<boolean> {
  const close = closing(stream, until);
  try {
    if (stdin !== undefined) stream.end(stdin);
    for await (const { from, bytes } of frames(stream)) if (!output.push(from, bytes)) return false;
    until.throwIfAborted();
    output.end();
    return true;
  } finally {
    close();
  }
}

/** Ties a stream to a signal. The returned function closes it at once. */
function closing(stream: Duplex, signal: AbortSignal): () => void {
  const close = (): void => {
    signal.removeEventListener('abort', close);
    stream.destroy();
  };
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  return close;
}

async function* onlyStdout(stream: Duplex): AsyncGenerator<Uint8Array> {
  for await (const frame of frames(stream)) if (frame.from === 'stdout') yield frame.bytes;
}

/** The frames until the stream ends or is closed on this side; throws a Problem when the engine breaks it off. */
async function* frames(stream: Duplex): AsyncGenerator<Frame> {
  try {
    yield* demux(stream);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : messageOf(error);
    if (code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    throw new Problem('engine-unreachable', `the container engine broke off the output of a command: ${code}`, {
      hint: 'kind-audit setup',
      cause: error,
    });
  }
}

/** The OCI runtime answers 126 or 127 with this text when the program is not in the container. */
function isMissing(exitCode: number | null, { stdout, stderr }: { stdout: string; stderr: string }): boolean {
  return exitCode === 127 || (exitCode === 126 && /executable file not found|no such file/.test(stdout + stderr));
}
