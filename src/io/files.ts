// Files of this machine: whole or not at all.
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import {
  chmod,
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Files } from '../core/ports.ts';

/** Real files. */
export const files: Files = {
  async read(path) {
    return orNull(readFile(path, 'utf8'));
  },
  async readBytes(path) {
    return orNull(readFile(path));
  },
  async *stream(path, from = 0, identity) {
    const handle = await open(path, 'r');
    try {
      if (identity !== undefined && identityOf(await handle.stat()) !== identity) return;
      yield* handle.createReadStream({ highWaterMark: 1024 * 1024, start: from, autoClose: false });
    } finally {
      await handle.close();
    }
  },
  async *gunzip(source) {
    const unzip = createGunzip({ chunkSize: 256 * 1024 });
    // An error on either side ends both, and is thrown to the reader below.
    const filling = pipeline(source, unzip);
    filling.catch(() => undefined);
    yield* unzip;
    await filling;
  },
  async stat(path) {
    const found = await orNull(stat(path));
    if (found === null) return null;
    return {
      kind: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other',
      size: found.size,
      identity: identityOf(found),
    };
  },
  async list(path) {
    return ((await orNull(readdir(path))) ?? []).toSorted();
  },
  async write(path, text, asked) {
    const mode = asked ?? (await modeOf(path)) ?? 0o644;
    const temporary = temporaryName(path);
    try {
      await writeNew(temporary, text, mode, true);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  },
  async create(path, text, mode = 0o644) {
    const temporary = temporaryName(path);
    try {
      await writeNew(temporary, text, mode);
      // A link is there at once, with all of its content, or not at all.
      await link(temporary, path);
      return true;
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      if (!noLinks.some((code) => isCode(error, code))) throw error;
      return await createInPlace(path, text, mode);
    } finally {
      await rm(temporary, { force: true });
    }
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

/** A name in the same folder, for what is to be moved or linked into place. */
function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
}

/** Writes a file that is not there yet, through to the disk. `exact` gives it the mode regardless of the umask. */
async function writeNew(path: string, text: string | Uint8Array, mode: number, exact = false): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    if (exact) await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What link(2) reports on a file system without hard links, as FAT is. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Creates a file where it cannot be linked into place: for a moment it is there and empty. */
async function createInPlace(path: string, text: string, mode: number): Promise<boolean> {
  try {
    await writeNew(path, text, mode);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The permissions of a file that is there, or null. */
async function modeOf(path: string): Promise<number | null> {
  const found = await orNull(stat(path));
  return found === null ? null : found.mode & 0o777;
}

/** The inode alone is not enough: the next file may get the number of a removed one. */
function identityOf({ dev, ino, birthtimeMs }: Stats): string {
  return `${dev}:${ino}:${birthtimeMs}`;
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

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
