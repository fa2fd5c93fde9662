// Files that are written at their end and must survive a crash.
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { AppendFile, AppendFiles } from '../core/append-files.ts';
import { orNull, withPath } from './file-facts.ts';

/** Real files. */
export const appendFiles: AppendFiles = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  list: readdir,
  async size(path) {
    return (await orNull(stat(path)))?.size ?? null;
  },
  async create(path) {
    return appendFile(path, await open(path, 'wx+', 0o600));
  },
  async open(path) {
    const handle = await orNull(open(path, 'r+'));
    return handle === null ? null : appendFile(path, handle);
  },
  rename,
  async remove(path) {
    await rm(path, { force: true });
  },
  async syncFolder(path) {
    const handle = await open(path, 'r');
    try {
      await withPath(path, handle.sync());
    } finally {
      await handle.close();
    }
  },
  crc32,
};

function appendFile(path: string, handle: FileHandle): AppendFile {
  return {
    async write(bytes, at) {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await withPath(path, handle.write(bytes, done, bytes.length - done, at + done));
        done += bytesWritten;
      }
    },
    async read(into, at) {
      let done = 0;
      while (done < into.length) {
        const { bytesRead } = await withPath(path, handle.read(into, done, into.length - done, at + done));
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    },
    sync: async () => withPath(path, handle.datasync()),
    truncate: async (size) => withPath(path, handle.truncate(size)),
    linked: async () => (await handle.stat()).nlink > 0,
    close: async () => handle.close(),
  };
}
