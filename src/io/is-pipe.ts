// Whether standard output is a pipe; in a file of its own, since start-up needs nothing else of io/.
import { fstatSync } from 'node:fs';

/** Whether another program reads what is written. */
export function isPipe(stream: NodeJS.WriteStream): boolean {
  const { fd } = stream as { fd?: number };
  return fd !== undefined && fstatSync(fd).isFIFO();
}
