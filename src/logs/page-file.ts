// The file that `policy replay` writes its page to: never one of its inputs, nor what holds something else.
import { kindInWords, readNamed, replaceNamed } from '../core/named-file.ts';
import { absolutePath, folderOf } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { isReplayPage } from '../policy/replay/html.ts';

type PageWorld = Pick<World, 'files' | 'cwd' | 'signal'>;

/** A place for a page that was looked at. */
export interface PageFile {
  readonly name: string;
  /** What must be there when it is written, null for nothing; undefined where anything may be. */
  readonly before: Uint8Array | null | undefined;
}

/**
 * Looks at the place before the logs are read. `inputs` are the paths of everything that is read. Throws a Problem for
 * one of these under whatever name, for what is no file, and unless `force` for a file that is not such a page.
 */
export async function requirePageFile(
  world: PageWorld,
  name: string,
  inputs: readonly string[],
  force: boolean,
): Promise<PageFile> {
  const otherName = 'name another file: --html replay.html';
  const refuse = (what: string, hint = otherName): Problem =>
    new Problem('usage', `--html ${name}: ${what}; nothing was written`, { hint });
  if (name === '-') throw refuse('a page is written to a file, standard output has the answer');
  const path = absolutePath(world.cwd, name);
  const is = await kindInWords(world, path);
  if (is !== null) throw refuse(`it is ${is}`);
  const identity = await identityOf(world, path);
  if (identity === null) {
    if (!(await isFolder(world, folderOf(path))))
      throw refuse(`there is no folder ${folderOf(path)}`, pasteable(['mkdir', '-p', folderOf(path)]));
    return { name, before: null };
  }
  for (const input of inputs)
    if ((await identityOf(world, input)) === identity) throw refuse(`it is ${input}, which is read`);
  if ((await identityOf(world, '/dev/stdin')) === identity) throw refuse('standard input is read from it');
  if ((await identityOf(world, '/dev/stdout')) === identity) throw refuse('standard output goes to it');
  if (force) return { name, before: undefined };
  const before = await readNamed(world, name);
  if (before === null || before.length === 0 || isReplayPage(before)) return { name, before };
  throw new Problem('file-changed', `${name} is there and is no page of a replay; nothing was written`, {
    hint: 'name another file, or add --force',
  });
}

/** Writes it; throws a Problem where it cannot be done, or where something else was written there meanwhile. */
export async function writePage(world: PageWorld, { name, before }: PageFile, page: string): Promise<void> {
  await replaceNamed(world, name, page, before);
}

/** Distinguishes what a path leads to, after every link; null for nothing. */
async function identityOf({ files }: PageWorld, path: string): Promise<string | null> {
  const found = await files.stat(path).catch(() => null);
  return found?.identity ?? null;
}

async function isFolder({ files }: PageWorld, path: string): Promise<boolean> {
  return (await files.stat(path).catch(() => null))?.kind === 'directory';
}
