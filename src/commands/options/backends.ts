// Backends as they are given with --webhook, and the files that backends name.
import { readNamed } from '../../core/named-file.ts';
import { absolutePath } from '../../core/path.ts';
import type { World } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import { backendFromFlag } from '../../settings/webhook/from-flag.ts';
import type { Backend } from '../../settings/webhook/wanted.ts';

/** Far more than a bundle of authorities has: bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A value of --webhook as it is kept: checked, and given to `backendsOf` later. Throws a usage Problem for what is none. */
export function backendWord(word: string): readonly [string] {
  backendFromFlag(word, (path) => path);
  return [word];
}

/** The backends of the words of --webhook; their files are relative to the current folder. */
export function backendsOf(words: readonly string[], { cwd, home }: Pick<World, 'cwd' | 'home'>): readonly Backend[] {
  const pathOf = (path: string): string => absolutePath(path.startsWith('~/') ? home : cwd, path.replace(/^~\//, ''));
  return words.map((word) => backendFromFlag(word, pathOf));
}

/** Every file that is named, or why it cannot be read. */
export async function readBackendFiles(
  world: Pick<World, 'files' | 'cwd' | 'signal'>,
  backends: readonly Backend[],
): Promise<ReadonlyMap<string, Uint8Array | string>> {
  const paths = new Set(
    backends.flatMap(({ tls: { ca, cert, key } }) => [ca, cert, key].filter((path) => path !== null)),
  );
  const read = await Promise.all(
    [...paths].map(async (path): Promise<[string, Uint8Array | string]> => {
      const bytes = await readNamed(world, path, MOST_BYTES).catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        return `cannot be read: ${messageOf(error)}`;
      });
      return [path, bytes ?? 'is not there'];
    }),
  );
  return new Map(read);
}
