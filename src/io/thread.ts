// The inside of a thread: does the tasks that it is given, and sends the results back.
import { parentPort, workerData } from 'node:worker_threads';
import { createMember } from './thread-work.ts';
import type { Answer, Task } from './threads.ts';

const { module, settings } = workerData as { module: string; settings: unknown };
const member = await createMember(module, settings);

parentPort?.on('message', (task: Task) => {
  if ('memory' in task) {
    member.recycle(task.memory);
    return;
  }
  try {
    const { result, transfer } = member.work(task.lines);
    parentPort?.postMessage({ worked: { result } } satisfies Answer, transfer);
  } catch (error) {
    parentPort?.postMessage({ error } satisfies Answer, []);
  }
});
parentPort?.postMessage({ started: true } satisfies Answer, []);
