// The whole program in-process on a fake world: command line, command, reporter, exit code.
import type { Edge, MakeWorld } from '../../src/cli/edge.ts';
import { run } from '../../src/cli/run.ts';
import type { Event } from '../../src/core/event.ts';
import { orAborted } from '../../src/core/or-aborted.ts';
import type { Prompt } from '../../src/core/ports.ts';
import { Problem } from '../../src/core/problem.ts';
import { stdinOnce } from '../../src/core/stdin-once.ts';
import { textOf } from './files.ts';
import { shippedTemplates } from './shipped.ts';
import { fakeTerminal } from './terminal.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from './world.ts';

/** The machine, the person and the surroundings of a run. */
export interface CliOptions extends FakeWorldOptions {
  /** A world that is there already; else one is made of the other options, with the shipped templates. */
  readonly world?: FakeWorld;
  readonly env?: Readonly<Record<string, string>>;
  /** The content of standard input; without it standard input stays open and silent until the run is stopped. */
  readonly stdin?: string | AsyncIterable<Uint8Array>;
  /** Answers of a user at the terminal, in order; every later question gets its default. Without it there is no user. */
  readonly answers?: readonly (boolean | string)[];
  /** Standard error is a terminal, on which lists and progress are drawn. */
  readonly tty?: boolean;
  /** Ctrl-C: before anything, at the first question, when standard input is read, or at an event. */
  readonly interruptAt?: 'start' | 'question' | 'stdin' | ((event: Event) => boolean);
}

/** What a run leaves. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: readonly string[];
  readonly world: FakeWorld;
  /** The text files of the project's folder, by their names in it. */
  readonly files: Readonly<Record<string, string>>;
}

/** What runs in place of `run`, for a test that looks between the command line and the command. */
export type Runner = (edge: Edge, makeWorld: MakeWorld) => Promise<number>;

/** Files given by a name without a slash in front are in the folder of the project. */
export async function runCli(
  line: string | readonly string[],
  options: CliOptions = {},
  runner: Runner = run,
): Promise<CliRun> {
  const { stdin, answers, tty = false, interruptAt } = options;
  const world = options.world ?? worldOf(options);
  const asked: string[] = [];
  const terminal = fakeTerminal();
  let [stdout, stderr] = ['', ''];
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new Problem('interrupted', 'interrupted'));
  world.stop.signal.addEventListener('abort', () => stop.abort(world.stop.signal.reason), { once: true });
  const ask = <T>(message: string, byDefault: T, given: boolean | string | undefined): T => {
    asked.push(message);
    if (interruptAt === 'question') interrupt();
    stop.signal.throwIfAborted();
    return typeof given === typeof byDefault ? (given as T) : byDefault;
  };
  if (interruptAt === 'start') interrupt();
  const left = [...(answers ?? [])];
  const prompt: Prompt = {
    confirm: async (message, byDefault) => ask(message, byDefault, left.shift()),
    input: async (message, byDefault) => ask(message, byDefault, left.shift()),
    select: async (message, _choices, byDefault) => ask(message, byDefault, left.shift()),
  };
  const edge: Edge = {
    args: typeof line === 'string' ? wordsOf(line) : line,
    version: '0.0.0',
    stdout: { write: (text) => (stdout += text), pipe: false },
    stderr: { write: (text) => (tty ? terminal.stream.write(text) : (stderr += text)) },
    screen: tty ? terminal.stream : null,
    written: async () => undefined,
    handleSignals: () => undefined,
    env: options.env ?? world.env,
    signal: stop.signal,
    templates: world.templates,
    clock: world.clock,
  };
  const makeWorld: MakeWorld = ({ report, ...parts }) => ({
    ...world,
    ...parts,
    report(event) {
      world.report(event);
      report(event);
      if (typeof interruptAt === 'function' && interruptAt(event)) interrupt();
    },
    out: {
      ...world.out,
      async write(text, signal = stop.signal) {
        signal.throwIfAborted();
        stdout += typeof text === 'string' ? text : Buffer.from(text).toString();
      },
    },
    interactive: answers !== undefined || interruptAt === 'question',
    prompt,
    stdin: stdinOnce(async function* (signal = stop.signal) {
      if (interruptAt === 'stdin') interrupt();
      if (stdin === undefined) await orAborted(new Promise<never>(() => undefined), signal);
      else if (typeof stdin === 'string') yield Buffer.from(stdin);
      else yield* stdin;
    }),
  });
  const code = await runner(edge, makeWorld);
  return { code, stdout, stderr: stderr + terminal.text(), asked, world, files: projectFiles(world) };
}

function worldOf({ files = {}, ...options }: CliOptions): FakeWorld {
  const inProject = Object.entries(files).map(([name, data]) => [
    name.startsWith('/') ? name : `/project/${name}`,
    data,
  ]);
  return fakeWorld({ ...options, files: { ...shippedTemplates, ...Object.fromEntries(inProject) } });
}

/** The words of a command line; single quotes keep some together. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function projectFiles({ disk, cwd }: FakeWorld): Record<string, string> {
  const own = [...disk].filter(([path]) => path.startsWith(`${cwd}/`));
  return Object.fromEntries(own.map(([path, file]) => [path.slice(cwd.length + 1), textOf(file)]));
}
