// A world made of fakes: files in memory, commands by script, a clock that only moves during a sleep.
import { createHash } from 'node:crypto';
import type { Event } from '../../src/core/event.ts';
import type { Machine, World } from '../../src/core/ports.ts';
import { Problem } from '../../src/core/problem.ts';
import { fakeExec, type CommandScript } from './exec.ts';
import { memoryFiles, type Disk } from './files.ts';

export type { CommandScript };

/** Folders that every machine has. */
const standardFolders = ['/project', '/home/person', '/tmp', '/etc', '/usr/local/bin', '/var/lib', '/var/log'];

export interface FakeWorldOptions {
  /** Path to text or bytes. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Folders that are there, besides those of the files and those that every machine has. */
  readonly folders?: readonly string[];
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
  readonly disk: Disk;
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
  const disk: Disk = new Map();
  for (const [path, data] of Object.entries(options.files ?? {})) disk.set(path, { data, mode: 0o644 });
  const programs = new Map(Object.entries(options.programs ?? {}));
  const stop = new AbortController();
  let output = '';
  let now = 0;
  /** Time-outs that are aborted once the clock has passed them. */
  const timers: { readonly at: number; readonly stop: AbortController }[] = [];
  return {
    events,
    ran,
    disk,
    programs,
    stop,
    printed: () => output,
    exec: fakeExec(options.command ?? (() => undefined), ran, programs),
    files: memoryFiles(disk, [...standardFolders, ...(options.folders ?? [])]),
    clock: {
      now: () => new Date(Date.UTC(2026, 10, 21) + now),
      monotonic: () => now,
      async sleep(ms, signal) {
        signal?.throwIfAborted();
        now += ms;
        for (const timer of timers.filter(({ at }) => at <= now)) timer.stop.abort(new Error('timed out'));
      },
      timeout(ms) {
        const timer = { at: now + ms, stop: new AbortController() };
        timers.push(timer);
        return timer.stop.signal;
      },
    },
    prompt: { confirm: unasked, input: unasked, select: unasked },
    processes: { pid: 4242, alive: () => false },
    http: { get: async () => 'unreachable', status: async () => 'unreachable' },
    listen: async () => {
      throw new Error('no server in this fake');
    },
    openSender: async () => {
      throw new Error('no sender in this fake');
    },
    appendFiles: async () => {
      throw new Error('no files to append to in this fake');
    },
    threads: {
      processors: 1,
      start() {
        throw new Error('no threads in this fake');
      },
      within: (_ms, work) => ({ done: work() }),
    },
    out: {
      async write(text, signal = stop.signal) {
        signal.throwIfAborted();
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
    pem: { certificates: () => [], key: () => null, isSignedBy: () => false },
    ...options.parts,
  };
}

async function unasked(message: string): Promise<never> {
  throw new Error(`asked in a test: ${message}`);
}
