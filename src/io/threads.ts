// Threads of this process: started on demand, each given one task after the other. The one that starts them may join.
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Crew, LinesOfFile, Threads, Worked } from '../core/ports.ts';
import { createMember } from './thread-work.ts';

/** Small heaps: a thread holds one block of lines at a time. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 };

/** Real threads; they run `thread.js`, which lies beside this file's bundle. */
export const threads: Threads = {
  processors: availableParallelism(),
  start: startCrew,
};

/** What a thread sends. */
export type Answer =
  | { readonly worked: { readonly result: unknown; readonly overlong: number } }
  | { readonly error: unknown };

/** What a thread is sent: lines to work on, or memory to use for a result. */
export type Task = { readonly lines: LinesOfFile } | { readonly memory: ArrayBuffer };

function startCrew<Result>(module: string, settings: unknown, count: number, join: boolean): Crew<Result> {
  const workers = Array.from({ length: join ? count - 1 : count }, () => startWorker<Result>(module, settings));
  if (join) workers.push(workHere<Result>(module, settings));
  return {
    size: count,
    async run(lines) {
      const idlest = workers.reduce((best, worker) => (worker.waiting() < best.waiting() ? worker : best));
      return idlest.run(lines);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.end()));
    },
  };
}

interface OneWorker<Result> {
  waiting(): number;
  run(lines: LinesOfFile): Promise<Worked<Result>>;
  end(): Promise<unknown>;
}

/** This thread: one task a turn of its loop, so that results and signals come in between. */
function workHere<Result>(module: string, settings: unknown): OneWorker<Result> {
  const member = createMember(module, settings);
  let waiting = 0;
  let last: Promise<unknown> = member;
  let ended = false;
  const work = async (lines: LinesOfFile): Promise<Worked<Result>> => {
    const { work: workOn, recycle } = await member;
    await nextTurn();
    if (ended) throw new Error('the crew has ended');
    const { result, overlong } = workOn(lines);
    return { result: result as Result, overlong, recycle };
  };
  return {
    waiting: () => waiting,
    async run(lines) {
      waiting += 1;
      const worked = last.then(() => work(lines)).finally(() => (waiting -= 1));
      last = worked.catch(() => undefined);
      return worked;
    },
    async end() {
      ended = true;
      await last;
    },
  };
}

/** Another thread; it answers in the order in which it was asked. */
function startWorker<Result>(module: string, settings: unknown): OneWorker<Result> {
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: { module, settings },
    resourceLimits,
  });
  const asked: { resolve(worked: Worked<Result>): void; reject(error: unknown): void }[] = [];
  const failAll = (error: unknown): void => {
    for (const { reject } of asked.splice(0)) reject(error);
  };
  const recycle = (memory: ArrayBuffer): void => worker.postMessage({ memory } satisfies Task, [memory]);
  worker.on('message', (answer: Answer) => {
    const first = asked.shift();
    if ('worked' in answer) first?.resolve({ ...(answer.worked as Worked<Result>), recycle });
    else first?.reject(answer.error);
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('a thread ended early')));
  return {
    waiting: () => asked.length,
    async run(lines) {
      return new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
        worker.postMessage({ lines } satisfies Task, []);
      });
    },
    end: () => worker.terminate(),
  };
}
