// A world made of fakes: files in memory, commands by script, a clock that only moves when somebody sleeps.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Event } from '../../src/core/event.ts';
import type { Files, HostExec, Machine, Ran, RunOptions, World } from '../../src/core/ports.ts';
import { Problem } from '../../src/core/problem.ts';

/** What a scripted command does; undefined means that there is no such program. */
export type CommandScript = (
  argv: readonly string[],
  options: RunOptions,
) => Partial<Ran> | undefined | Promise<Partial<Ran> | undefined>;

export interface FakeWorldOptions {
  /** Path to text or bytes. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly command?: CommandScript;
  /** Program to its path, for `which`. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly machine?: Partial<Machine>;
  /** Takes the place of any other part. */
  readonly parts?: Partial<World>;
}

export interface FakeWorld extends World {
  readonly events: Event[];
  /** Every command that was run or detached, in order. */
  readonly ran: (readonly string[])[];
  /** The files as they are now, with their modes. */
  readonly disk: Map<string, { data: string | Uint8Array; mode: number }>;
  /** What was written to standard output. */
  printed(): string;
  /** Changes what `which` finds. */
  readonly programs: Map<string, string>;
  readonly stop: AbortController;
}

/** Builds a fake world; unknown commands are missing programs, and there is no engine. */
export function fakeWorld(options: FakeWorldOptions = {}): FakeWorld {
  const events: Event[] = [];
  const ran: (readonly string[])[] = [];
  const disk: FakeWorld['disk'] = new Map();
  for (const [path, data] of Object.entries(options.files ?? {})) disk.set(path, { data, mode: 0o644 });
  const programs = new Map(Object.entries(options.programs ?? {}));
  const stop = new AbortController();
  let output = '';
  let now = 0;
  return {
    events,
    ran,
    disk,
    programs,
    stop,
    printed: () => output,
    exec: fakeExec(options.command ?? (() => undefined), ran, programs),
    files: memoryFiles(disk),
    clock: {
      now: () => new Date(Date.UTC(2026, 10, 21) + now),
      monotonic: () => now,
      async sleep(ms, signal) {
        signal?.throwIfAborted();
        now += ms;
      },
    },
    prompt: { confirm: unasked, input: unasked, select: unasked },
    processes: { pid: 4242, alive: () => false },
    http: { get: async () => 'unreachable' },
    threads: {
      processors: 1,
      start() {
        throw new Error('no threads in this fake');
      },
    },
    out: {
      async write(text) {
        output += typeof text === 'string' ? text : Buffer.from(text).toString();
      },
      columns: 100,
      color: false,
      terminal: false,
    },
    machine: { platform: 'linux', architecture: 'amd64', uid: 0, availableMemory: () => 2 ** 34, ...options.machine },
    env: { PATH: '/usr/local/bin:/usr/bin' },
    cwd: '/project',
    home: '/home/person',
    templates: '/templates',
    interactive: false,
    terminal: false,
    stdin: async function* () {},
    async engine() {
      throw new Problem('engine-unreachable', 'no container engine answers', { hint: 'kind-audit setup' });
    },
    report: (event) => void events.push(event),
    finished: async () => undefined,
    signal: stop.signal,
    random: (bytes) => '0'.repeat(bytes * 2),
    sha256: (data) => createHash('sha256').update(data).digest('hex'),
    ...options.parts,
  };
}

async function unasked(message: string): Promise<never> {
  throw new Error(`asked in a test: ${message}`);
}

function fakeExec(script: CommandScript, ran: (readonly string[])[], programs: Map<string, string>): HostExec {
  const call = async (argv: readonly string[], options: RunOptions): Promise<Ran> => {
    options.signal?.throwIfAborted();
    ran.push(argv);
    const answer = await script(argv, options);
    const result = { argv, exitCode: 0, stdout: '', stderr: '', missing: false, timedOut: false, ...answer };
    if (answer === undefined) return { ...result, exitCode: null, missing: true };
    for (const stream of ['stdout', 'stderr'] as const)
      for (const line of result[stream].split('\n')) if (line !== '') options.onLine?.(line, stream);
    return result;
  };
  return {
    run: async (argv, options = {}) => call(argv, options),
    interactive: async (argv) => (await call(argv, {})).exitCode ?? 1,
    async detach(argv) {
      await call(argv, {});
      return 1000 + ran.length;
    },
    which: async (program) => programs.get(program) ?? null,
  };
}

/** An error as the operating system gives it. */
export function systemError(code: string, syscall: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, syscall, path });
}

function memoryFiles(disk: FakeWorld['disk']): Files {
  /** Folders that were made; those of files are there without it. */
  const made = new Set<string>();
  const below = (path: string): string[] =>
    [...disk.keys(), ...made].filter((key) => key === path || key.startsWith(`${path}/`));
  const take = (path: string): { data: string | Uint8Array; mode: number } => {
    const file = disk.get(path);
    if (file === undefined) throw systemError('ENOENT', 'open', path);
    return file;
  };
  const isFolder = (path: string): boolean => !disk.has(path) && below(path).length > 0;
  const readable = (path: string): { data: string | Uint8Array } | undefined => {
    if (isFolder(path)) throw systemError('EISDIR', 'read', path);
    return disk.get(path);
  };
  return {
    async read(path) {
      const file = readable(path);
      return file === undefined ? null : Buffer.from(file.data as string).toString();
    },
    async readBytes(path) {
      const file = readable(path);
      return file === undefined ? null : Buffer.from(file.data as string);
    },
    async *stream(path, from = 0) {
      yield Buffer.from(take(path).data as string).subarray(from);
    },
    async *gunzip(source) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of source) chunks.push(chunk);
      yield gunzipSync(Buffer.concat(chunks));
    },
    async stat(path) {
      const file = disk.get(path);
      if (file !== undefined) return { kind: 'file', size: Buffer.from(file.data as string).length };
      return below(path).length > 0 ? { kind: 'directory', size: 0 } : null;
    },
    async list(path) {
      const names = below(path).map((key) => key.slice(path.length + 1).split('/')[0] ?? '');
      return [...new Set(names)].filter((name) => name !== '').toSorted();
    },
    async write(path, data, mode = disk.get(path)?.mode ?? 0o644) {
      if (isFolder(path)) throw systemError('EISDIR', 'rename', path);
      disk.set(path, { data, mode });
    },
    async create(path, data, mode = 0o644) {
      if (below(path).length > 0) return false;
      disk.set(path, { data, mode });
      return true;
    },
    async rename(from, to) {
      const moved = below(from);
      if (moved.length === 0) throw systemError('ENOENT', 'rename', from);
      if (!disk.has(from) && below(to).some((path) => path !== to)) throw systemError('ENOTEMPTY', 'rename', to);
      if (!disk.has(from) && disk.has(to)) throw systemError('ENOTDIR', 'rename', to);
      if (disk.has(from) && !disk.has(to) && below(to).length > 0) throw systemError('EISDIR', 'rename', to);
      for (const path of moved) {
        const target = to + path.slice(from.length);
        const file = disk.get(path);
        if (file !== undefined) disk.set(target, file);
        else made.add(target);
        disk.delete(path);
        made.delete(path);
      }
    },
    async copy(from, to) {
      disk.set(to, { ...take(from) });
    },
    async chmod(path, mode) {
      take(path).mode = mode;
    },
    async makeDir(path) {
      for (let folder = path; folder !== ''; folder = folder.slice(0, folder.lastIndexOf('/'))) {
        if (disk.has(folder)) throw systemError(folder === path ? 'EEXIST' : 'ENOTDIR', 'mkdir', path);
        made.add(folder);
      }
    },
    async remove(path) {
      for (const key of below(path)) {
        disk.delete(key);
        made.delete(key);
      }
    },
    freeBytes: async () => 100 * 1024 ** 3,
  };
}
