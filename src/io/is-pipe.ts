// Who reads standard output; by itself, since the start of the program needs no more of io/.
import { fstatSync } from 'node:fs';

/** Whether another program reads what is written. */
export function isPipe(stream: NodeJS.WriteStream): boolean {
  const { fd } = stream as { fd?: number };
  return fd !== undefined && fstatSync(fd).isFIFO();
}
