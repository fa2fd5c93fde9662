// The events that a sink has received, in a file of lines as those of an audit log.
import { count } from '../../core/plural.ts';
import type { Files, GrowingFile } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { pasteable } from '../../core/shell-quote.ts';

/** How many files of earlier sinks may be in the folder. */
const MOST_FILES = 10_000;

/** A file of events. */
export interface Store {
  readonly path: string;
  /** Adds whole lines after those of earlier calls; resolved when the operating system has them. */
  add(lines: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Creates the next file in a folder, which is created too: audit.log, audit-2.log, …; none that is there is changed. */
export async function createStore(files: Files, folder: string): Promise<Store> {
  await files.makeDir(folder, 0o700);
  for (let number = 1; number <= MOST_FILES; number += 1) {
    const path = `${folder}/audit${number === 1 ? '' : `-${number}`}.log`;
    const file = await files.createGrowing(path, 0o600);
    if (file !== null) return storeIn(path, file);
  }
  throw new Problem('file-changed', `${folder} holds the events of ${count(MOST_FILES, 'sink')} already`, {
    hint: `name another folder, or look at this one: ${pasteable(['ls', folder])}`,
  });
}

function storeIn(path: string, file: GrowingFile): Store {
  let last: Promise<void> = Promise.resolve();
  return {
    path,
    async add(lines) {
      last = last.then(() => file.append(lines));
      await last;
    },
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}
