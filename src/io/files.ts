// Files of this machine: whole or not at all.
import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Files, GrowingFile } from '../core/ports.ts';
import { identityOf, isCode, kindOf, orNull, withPath } from './file-facts.ts';
import { gunzip } from './gunzip.ts';
import { readWhole } from './read-whole.ts';
import { stream } from './stream.ts';
import { overwriteFile, replaceFile } from './replace-file.ts';
import { createFile } from './write-new.ts';

/** Real files. */
export const files: Files = {
  async read(path) {
    return (await orNull(withPath(path, readRegular(path))))?.toString() ?? null;
  },
  async readBytes(path) {
    return orNull(withPath(path, readRegular(path)));
  },
  readWhole,
  stream,
  gunzip,
  async stat(path) {
    const found = await orNull(stat(path));
    if (found === null) return null;
    return {
      kind: kindOf(found),
      size: found.size,
      identity: identityOf(found),
    };
  },
  async entry(path) {
    const found = await orNull(lstat(path));
    return found === null ? null : { kind: found.isSymbolicLink() ? 'link' : kindOf(found), owner: found.uid };
  },
  async list(path) {
    return ((await orNull(readdir(path))) ?? []).toSorted();
  },
  write: overwriteFile,
  replace: replaceFile,
  create: async (path, text, mode) => createFile(path, text, mode),
  createGrowing,
  async tryWrite(path) {
    await (await open(path, 'r+')).close();
  },
  rename,
  async copy(from, to) {
    await copyFile(from, to);
  },
  chmod,
  async makeDir(path, mode = 0o755) {
    await makeFolder(path, mode);
  },
  async remove(path) {
    await rm(path, { recursive: true, force: true });
  },
  async freeBytes(path) {
    let folder = path;
    while ((await orNull(lstat(folder))) === null && dirname(folder) !== folder) folder = dirname(folder);
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

async function createGrowing(path: string, mode: number): Promise<GrowingFile | null> {
  try {
    const handle = await withPath(path, open(path, 'wx', mode));
    return { append: async (bytes) => withPath(path, handle.appendFile(bytes)), close: async () => handle.close() };
  } catch (error) {
    if (isCode(error, 'EEXIST')) return null;
    throw error;
  }
}

/** The bytes of a regular file; throws for anything else, at once: a pipe may never have a writer, a device has no end. */
async function readRegular(path: string): Promise<Buffer> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (found.isFile() || found.isDirectory()) return await handle.readFile();
    throw Object.assign(new Error(`ENOTSUP: not a regular file, read '${path}'`), {
      code: 'ENOTSUP',
      syscall: 'read',
      path,
    });
  } finally {
    await handle.close();
  }
}

/** Node's own recursive mkdir never ends below /proc, where a folder cannot be made in one that is there. */
async function makeFolder(path: string, mode: number, again = false): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const there = await orNull(stat(path));
    if (there?.isDirectory() === true) return;
    if (there !== null || !isCode(error, 'ENOENT')) throw error;
    const parent = dirname(path);
    // Somebody else may have made the parent in between: try a second time, but not a third.
    if ((await orNull(stat(parent))) === null) await makeFolder(parent, 0o755);
    else if (again) throw error;
    await makeFolder(path, mode, true);
  }
}
