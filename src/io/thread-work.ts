// What a member of a crew does, in any thread: reads the lines that it is given, and works on them.
import type { LinesOfFile, Within } from '../core/ports.ts';
import { lineReader } from './lines-of-file.ts';
import { within } from './within.ts';

/** Works on blocks, which it may go through more than once, in the memory given where that is enough; says which memory of the result may be handed over. */
type Work = (
  blocks: Iterable<Uint8Array>,
  memory: ArrayBuffer | undefined,
) => { result: unknown; transfer: ArrayBuffer[] };

/** A result as it is handed over. */
export interface Done {
  readonly result: unknown;
  readonly transfer: ArrayBuffer[];
}

export interface Member {
  work(lines: LinesOfFile): Done;
  /** Takes memory for a later result. */
  recycle(memory: ArrayBuffer): void;
}

/** Loads the work of a module of the bundle, which exports `createWork`. */
export async function createMember(module: string, settings: unknown): Promise<Member> {
  const { createWork } = (await import(new URL(`./${module}.js`, import.meta.url).href)) as {
    createWork(settings: unknown, within: Within): Promise<Work>;
  };
  const work = await createWork(settings, within);
  const readLines = lineReader();
  const spare: ArrayBuffer[] = [];
  return {
    work(lines) {
      return work(readLines(lines), spare.pop());
    },
    recycle: (memory) => spare.push(memory),
  };
}
