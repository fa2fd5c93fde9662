// Standard output as the place of a command's answer.
import type { Output } from '../core/ports.ts';

/** Writes to a real stream and waits while its reader is slow. */
export function streamOutput(stream: NodeJS.WriteStream, color: boolean): Output {
  return {
    async write(text) {
      await new Promise<void>((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      });
    },
    get columns() {
      return stream.columns ?? 120;
    },
    color,
    terminal: stream.isTTY === true,
  };
}

/** Whether to colour a stream: NO_COLOR and FORCE_COLOR first, else only a terminal that is not dumb. */
export function wantsColor(stream: { isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '') !== '') return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
