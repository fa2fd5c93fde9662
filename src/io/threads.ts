// Threads of this process: started on demand, each given one task after the other. The one that starts them may join.
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Crew, LinesOfFile, Threads, Worked } from '../core/ports.ts';
import { createMember } from './thread-work.ts';
import { within } from './within.ts';

/** Small heaps: a thread holds one block of lines at a time. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 };

/** Real threads; they run `thread.js`, which lies beside this file's bundle. */
export const threads: Threads = {
  processors: availableParallelism(),
  start: startCrew,
  within,
};

/** What a thread sends: first that it has started. */
export type Answer =
  | { readonly started: true }
  | { readonly worked: { readonly result: unknown } }
  | { readonly error: unknown };

/** What a thread is sent: lines to work on, or memory to use for a result. */
export type Task = { readonly lines: LinesOfFile } | { readonly memory: ArrayBuffer };

interface Asked<Result> {
  resolve(worked: Worked<Result>): void;
  reject(error: unknown): void;
}

interface CrewMember<Result> {
  /** How many more tasks it can accept now. */
  room(): number;
  run(lines: LinesOfFile): Promise<Worked<Result>>;
  end(): Promise<unknown>;
}

/**
 * Tasks go to any member that has room, so that none waits for a thread that is still starting. Where threads cannot be
 * started, the others do their work, or this thread alone.
 */
function startCrew<Result>(module: string, settings: unknown, count: number, join: boolean): Crew<Result> {
  const members: CrewMember<Result>[] = [];
  const queue: (Asked<Result> & { readonly lines: LinesOfFile })[] = [];
  let failure: { readonly error: unknown } | undefined;
  let ended = false;
  const handOut = (): void => {
    while (members.length > 0) {
      const freest = members.reduce((best, member) => (member.room() > best.room() ? member : best));
      const task = freest.room() > 0 ? queue.shift() : undefined;
      if (task === undefined) return;
      void freest.run(task.lines).then(task.resolve, task.reject).finally(handOut);
    }
  };
  const fail = (error: unknown): void => {
    failure ??= { error };
    for (const { reject } of queue.splice(0)) reject(error);
  };
  const joinIn = (): void => void members.push(workHere<Result>(module, settings));
  for (let others = join ? count - 1 : count; others > 0; others -= 1) {
    try {
      const thread = startThread<Result>(module, settings, {
        onStarted: handOut,
        onNotStarted() {
          if (ended || !members.includes(thread)) return;
          members.splice(members.indexOf(thread), 1);
          if (members.length === 0) joinIn();
          handOut();
        },
        onFailed: fail,
      });
      members.push(thread);
    } catch {
      break;
    }
  }
  if (join || members.length === 0) joinIn();
  return {
    size: count,
    async run(lines) {
      if (failure !== undefined) throw failure.error;
      return new Promise((resolve, reject) => {
        queue.push({ lines, resolve, reject });
        handOut();
      });
    },
    async [Symbol.asyncDispose]() {
      ended = true;
      fail(new Error('the crew has ended'));
      await Promise.all(members.map((member) => member.end()));
    },
  };
}

/** This thread: one task a turn of its loop, so that results and signals come in between. */
function workHere<Result>(module: string, settings: unknown): CrewMember<Result> {
  const member = createMember(module, settings);
  let last: Promise<unknown> = member;
  let busy = false;
  let ended = false;
  const work = async (lines: LinesOfFile): Promise<Worked<Result>> => {
    const { work: workOn, recycle } = await member;
    await nextTurn();
    if (ended) throw new Error('the crew has ended');
    return { result: workOn(lines).result as Result, recycle };
  };
  return {
    room: () => (busy ? 0 : 1),
    async run(lines) {
      busy = true;
      const worked = work(lines).finally(() => (busy = false));
      last = worked.catch(() => undefined);
      return worked;
    },
    async end() {
      ended = true;
      await last;
    },
  };
}

/** A thread has its next task before it is asked for the result of the one before. */
const AT_ONCE = 2;

/** What happens to a thread: one of the first two, and perhaps the third after it has started. */
interface ThreadLife {
  onStarted(): void;
  onNotStarted(): void;
  onFailed(error: unknown): void;
}

/** Another thread; it answers in the order in which it was asked. */
function startThread<Result>(
  module: string,
  settings: unknown,
  { onStarted, onNotStarted, onFailed }: ThreadLife,
): CrewMember<Result> {
  // Loaded only where threads pay.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: { module, settings },
    resourceLimits,
  });
  const asked: Asked<Result>[] = [];
  let started = false;
  const failAll = (error: unknown): void => {
    if (!started) {
      onNotStarted();
      return;
    }
    for (const { reject } of asked.splice(0)) reject(error);
    onFailed(error);
  };
  const recycle = (memory: ArrayBuffer): void => worker.postMessage({ memory } satisfies Task, [memory]);
  worker.on('message', (answer: Answer) => {
    if ('started' in answer) {
      started = true;
      onStarted();
    } else if ('worked' in answer) {
      asked.shift()?.resolve({ ...(answer.worked as Worked<Result>), recycle });
    } else {
      asked.shift()?.reject(answer.error);
    }
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('a thread ended early')));
  return {
    room: () => (started ? AT_ONCE - asked.length : 0),
    async run(lines) {
      return new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
        worker.postMessage({ lines } satisfies Task, []);
      });
    },
    end: () => worker.terminate(),
  };
}
