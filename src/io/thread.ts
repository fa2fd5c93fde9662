// The inside of a thread: reads the lines that it is told to, has them worked on, and sends the result back.
import { parentPort, workerData } from 'node:worker_threads';
import { lineReader } from './lines-of-file.ts';
import type { Answer, Task } from './threads.ts';

/** Works on a block, in the memory given where that is enough; tells which memory of the result may be handed over. */
type Work = (block: Uint8Array, memory: ArrayBuffer | undefined) => { result: unknown; transfer: ArrayBuffer[] };

const { module, settings } = workerData as { module: string; settings: unknown };
const { createWork } = (await import(new URL(`./${module}.js`, import.meta.url).href)) as {
  createWork(settings: unknown): Promise<Work>;
};
const work = await createWork(settings);
const readLines = lineReader();
const spare: ArrayBuffer[] = [];

parentPort?.on('message', (task: Task) => {
  if ('memory' in task) {
    spare.push(task.memory);
    return;
  }
  try {
    const { block, overlong } = readLines(task.lines);
    const { result, transfer } = work(block, spare.pop());
    parentPort?.postMessage({ worked: { result, overlong } } satisfies Answer, transfer);
  } catch (error) {
    parentPort?.postMessage({ error } satisfies Answer, []);
  }
});
