// The output of a command, collected as it arrives and passed on line by line.
import type { RunOptions } from '../../core/ports.ts';
import { lineSplitter } from './line-splitter.ts';

type Stream = 'stdout' | 'stderr';

export interface Gathered {
  push(from: Stream, bytes: Uint8Array): void;
  /** Passes on the last lines, where they have no newline. */
  end(): void;
  /** What has arrived so far. */
  texts(): Record<Stream, string>;
}

/** An empty gathering; `onLine` is called with every complete line. */
export function gatherOutput(onLine: RunOptions['onLine']): Gathered {
  const streams = (['stdout', 'stderr'] as const).map((name) => {
    const chunks: Uint8Array[] = [];
    const lines = onLine === undefined ? null : lineSplitter((line) => onLine(line, name));
    return { name, chunks, lines };
  });
  return {
    push(from, bytes) {
      for (const { name, chunks, lines } of streams) {
        if (name !== from) continue;
        chunks.push(bytes);
        lines?.push(bytes);
      }
    },
    end() {
      for (const { lines } of streams) lines?.end();
    },
    texts() {
      const [stdout = '', stderr = ''] = streams.map(({ chunks }) => Buffer.concat(chunks).toString());
      return { stdout, stderr };
    },
  };
}
