// Gives a file new content and changes nothing else of it: links, other names, mode and owner stay.
import { constants, type Stats } from 'node:fs';
import { access, lstat, open, readFile, readlink, realpath, rename, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { NoFile } from '../core/ports.ts';
import { identityOf, isCode, kindOf, orNull, withPath } from './file-facts.ts';
import { createFile, throughTemporary, writeNew } from './write-new.ts';

type Before = Uint8Array | null | undefined;

/** What becomes of the file. */
interface Given {
  readonly content: string | Uint8Array;
  /** What must be there, null for nothing. */
  readonly before?: Before;
  /** The mode that it gets, regardless of the umask; undefined keeps what it has. */
  readonly mode?: number | undefined;
}

/** The port's `replace`. */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  before?: Before,
): Promise<'written' | 'changed' | NoFile> {
  return await replaceWith(path, { content, before });
}

/** How often a file that is exchanged by others at the same moment is written again. */
const ATTEMPTS = 10;

/** The port's `write`: the same for a file whose content does not matter; throws for what is no file. */
export async function overwriteFile(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await replaceWith(path, { content, mode });
    if (outcome === 'written') return;
    if (outcome === 'directory') throw systemError('EISDIR', 'illegal operation on a directory', path);
    if (outcome !== 'changed') throw systemError('ENOTSUP', `not a regular file but a ${outcome}`, path);
    if (attempt === ATTEMPTS) throw systemError('EBUSY', 'the file is exchanged again and again', path);
  }
}

async function replaceWith(path: string, given: Given): Promise<'written' | 'changed' | NoFile> {
  const { content, before, mode } = given;
  const target = await targetOf(path);
  const there = await orNull(stat(target));
  if (there === null) {
    // A link that leads to nothing is not nothing.
    if (before instanceof Uint8Array || (before === null && (await orNull(lstat(path))) !== null)) return 'changed';
    return (await createFile(target, content, mode, mode !== undefined)) ? 'written' : 'changed';
  }
  const kind = kindOf(there);
  if (kind !== 'file') return kind;
  if (before === null) return 'changed';
  // A file that is protected from writing is not to be replaced either.
  await access(target, constants.W_OK);
  // A new file would leave the other names with the old content.
  const replaced = there.nlink > 1 ? null : await byRenaming(target, there, given);
  return replaced ?? (await withPath(target, inPlace(target, there, given)));
}

/** As many links in a row as Linux follows. */
const MOST_LINKS = 40;

/** Where a path leads after every link, also where nothing is there yet. */
async function targetOf(path: string): Promise<string> {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const found = await orNull(realpath(at));
    if (found !== null) return found;
    const folder = await realpath(dirname(at));
    at = join(folder, basename(at));
    const to = await readlink(at).catch(() => null);
    if (to === null) return at;
    at = resolve(folder, to);
  }
  throw systemError('ELOOP', 'too many links', path);
}

/** An error in the form of those of the operating system. */
function systemError(code: string, words: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${words}, open '${path}'`), { code, syscall: 'open', path });
}

/** What speaks against a second file in its folder, or one of that owner, or one in its place: a mount, for instance. */
const noSecondFile = ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'ENAMETOOLONG'];

/** Writes a second file and moves it there, so that a reader sees the old content or the new; null where it cannot. */
async function byRenaming(
  target: string,
  { mode, uid, gid }: Stats,
  { content, before, mode: asked = mode & 0o7777 }: Given,
): Promise<'written' | 'changed' | null> {
  try {
    return await throughTemporary(target, async (temporary) => {
      await writeNew(temporary, content, asked, { exact: true, owner: { uid, gid } });
      if (before instanceof Uint8Array && !isSame(await orNull(readFile(target)), before)) return 'changed';
      await rename(temporary, target);
      return 'written';
    });
  } catch (error) {
    if (isCode(error, ...noSecondFile)) return null;
    throw error;
  }
}

/** Writes over the old content; puts that back where the new one does not fit on the disk. */
async function inPlace(target: string, there: Stats, { content, before, mode }: Given): Promise<'written' | 'changed'> {
  const handle = await open(target, 'r+');
  try {
    if (identityOf(await handle.stat()) !== identityOf(there)) return 'changed';
    const old = await handle.readFile();
    if (before instanceof Uint8Array && !isSame(old, before)) return 'changed';
    try {
      await overwrite(handle, Buffer.from(content as string));
    } catch (error) {
      await overwrite(handle, old).catch(() => undefined);
      throw error;
    }
    if (mode !== undefined) await handle.chmod(mode);
    return 'written';
  } finally {
    await handle.close();
  }
}

async function overwrite(handle: FileHandle, content: Uint8Array): Promise<void> {
  for (let at = 0; at < content.length;) {
    const { bytesWritten } = await handle.write(content, at, content.length - at, at);
    at += bytesWritten;
  }
  await handle.truncate(content.length);
  await handle.sync();
}

function isSame(found: Uint8Array | null, before: Uint8Array): boolean {
  return found !== null && Buffer.compare(found, before) === 0;
}
