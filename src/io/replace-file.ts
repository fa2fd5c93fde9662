// Gives a file new content and changes nothing else of it: links, other names, mode and owner stay.
import { constants, type Stats } from 'node:fs';
import { access, open, readFile, readlink, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { NoFile } from '../core/ports.ts';
import { identityOf, isCode, kindOf, orNull } from './file-facts.ts';
import { createFile, temporaryName, writeNew } from './write-new.ts';

type Before = Uint8Array | null | undefined;

/** The port's `replace`. */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  before?: Before,
): Promise<'written' | 'changed' | NoFile> {
  const target = await targetOf(path);
  const there = await orNull(stat(target));
  if (there === null) {
    if (before instanceof Uint8Array) return 'changed';
    return (await createFile(target, content)) ? 'written' : 'changed';
  }
  const kind = kindOf(there);
  if (kind !== 'file') return kind;
  if (before === null) return 'changed';
  // A file that is protected from writing is not to be replaced either.
  await access(target, constants.W_OK);
  // A new file would leave the other names with the old content.
  const replaced = there.nlink > 1 ? null : await byRenaming(target, there, content, before);
  return replaced ?? inPlace(target, there, content, before);
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
  throw Object.assign(new Error(`ELOOP: too many links, open '${path}'`), { code: 'ELOOP', syscall: 'open', path });
}

/** What speaks against a second file in its folder, or one of that owner, or one in its place: a mount, for instance. */
const noSecondFile = ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'ENAMETOOLONG'];

/** Writes a second file and moves it there, so that a reader sees the old content or the new; null where it cannot. */
async function byRenaming(
  target: string,
  { mode, uid, gid }: Stats,
  content: string | Uint8Array,
  before: Before,
): Promise<'written' | 'changed' | null> {
  const temporary = temporaryName(target);
  try {
    await writeNew(temporary, content, mode & 0o7777, { exact: true, owner: { uid, gid } });
    if (before instanceof Uint8Array && !isSame(await orNull(readFile(target)), before)) return 'changed';
    await rename(temporary, target);
    return 'written';
  } catch (error) {
    if (isCode(error, ...noSecondFile)) return null;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes over the old content; puts that back where the new one does not fit on the disk. */
async function inPlace(
  target: string,
  there: Stats,
  content: string | Uint8Array,
  before: Before,
): Promise<'written' | 'changed'> {
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
