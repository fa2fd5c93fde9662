// Threads of this process: started on demand, each given one task after the other.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Crew, LinesOfFile, Threads, Worked } from '../core/ports.ts';

/** Small heaps: a thread holds one block of lines at a time. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 };

/** Real threads; they run `thread.js`, which lies beside this file's bundle. */
export const threads: Threads = {
  processors: availableParallelism(),
  start: startCrew,
};

interface Answer {
  readonly worked?: Worked<never>;
  readonly error?: unknown;
}

function startCrew<Result>(module: string, settings: unknown, count: number): Crew<Result> {
  const workers = Array.from({ length: count }, () => startWorker<Result>(module, settings));
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

/** One thread; it answers in the order in which it was asked. */
function startWorker<Result>(module: string, settings: unknown): OneWorker<Result> {
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: { module, settings },
    resourceLimits,
  });
  const asked: { resolve(worked: Worked<Result>): void; reject(error: unknown): void }[] = [];
  const failAll = (error: unknown): void => {
    for (const { reject } of asked.splice(0)) reject(error);
  };
  worker.on('message', ({ worked, error }: Answer) => {
    const first = asked.shift();
    if (worked === undefined) first?.reject(error);
    else first?.resolve(worked);
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('a thread ended early')));
  return {
    waiting: () => asked.length,
    async run(lines) {
      return new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
        worker.postMessage(lines);
      });
    },
    end: () => worker.terminate(),
  };
}
