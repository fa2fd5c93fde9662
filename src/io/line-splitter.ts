// What a program prints, passed on line by line as text.
import { eachText, LineBlocks } from '../core/lines.ts';

/** Calls back with each complete line; `end` gives a last line without its newline. */
export function lineSplitter(onLine: (line: string) => void): { push(bytes: Uint8Array): void; end(): void } {
  const lines = new LineBlocks();
  const give = (block: Uint8Array): void => eachText(block, (line) => onLine(line));
  return {
    push: (bytes) => lines.parts(bytes).forEach(give),
    end() {
      const rest = lines.end();
      if (rest !== null) give(rest);
    },
  };
}
