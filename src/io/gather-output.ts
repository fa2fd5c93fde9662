// The output of a command, collected as it arrives and passed on line by line.
import { MOST_OUTPUT } from '../core/command-failed.ts';
import type { RunOptions } from '../core/ports.ts';
import { lineSplitter } from './line-splitter.ts';

type Stream = 'stdout' | 'stderr';

export interface Gathered {
  /** False where that is more than is collected: then nothing more may come. */
  push(from: Stream, bytes: Uint8Array): boolean;
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
    return { name, chunks, lines, bytes: 0 };
  });
  return {
    push(from, bytes) {
      for (const stream of streams) {
        if (stream.name !== from) continue;
        stream.bytes += bytes.length;
        if (stream.bytes > MOST_OUTPUT) return false;
        stream.chunks.push(bytes);
        stream.lines?.push(bytes);
      }
      return true;
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
