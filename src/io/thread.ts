// The inside of a thread: reads the lines that it is told to, has them worked on, and sends the result back.
import { parentPort, workerData } from 'node:worker_threads';
import type { LinesOfFile } from '../core/ports.ts';
import { lineReader } from './lines-of-file.ts';

interface Work {
  (block: Uint8Array): { result: unknown; transfer: ArrayBuffer[] };
}

const { module, settings } = workerData as { module: string; settings: unknown };
const { createWork } = (await import(new URL(`./${module}.js`, import.meta.url).href)) as {
  createWork(settings: unknown): Promise<Work>;
};
const work = await createWork(settings);

const readLines = lineReader();

parentPort?.on('message', (lines: LinesOfFile) => {
  try {
    const { block, overlong } = readLines(lines);
    const { result, transfer } = work(block);
    parentPort?.postMessage({ worked: { result, overlong } }, transfer);
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});
