// Files in memory that answer as those of a real disk do; test/io/files-contract.test.ts holds both together.
import { posix } from 'node:path';
import type { Files } from '../../src/core/ports.ts';
import { gunzip } from '../../src/io/gunzip.ts';

/** A file as it is now. */
export interface DiskFile {
  data: string | Uint8Array;
  mode: number;
}

/** Paths to files. A folder is there when something lies below it, or when it was made. */
export type Disk = Map<string, DiskFile>;

/** What a new file or folder is never allowed. */
const UMASK = 0o022;

/** Files on `disk`; `folders` are there from the beginning, with their parents. */
export function memoryFiles(disk: Disk, folders: readonly string[]): Files {
  const made = new Map<string, number>();
  const identities = new WeakMap<DiskFile, string>();
  let counted = 0;
  const below = (path: string): string[] =>
    [...disk.keys(), ...made.keys()].filter((key) => key.startsWith(`${path}/`));
  const isFolder = (path: string): boolean => path === '/' || made.has(path) || below(path).length > 0;
  const keepParents = (path: string): void => {
    for (let at = posix.dirname(path); at !== '/'; at = posix.dirname(at)) if (!made.has(at)) made.set(at, 0o755);
  };
  for (const path of disk.keys()) keepParents(path);
  for (const folder of folders) keepParents(`${folder}/file`);

  /** Throws unless a file of this name could be in its folder. */
  const enter = (path: string): void => {
    for (let at = posix.dirname(path); at !== '/'; at = posix.dirname(at))
      if (disk.has(at)) throw systemError('ENOTDIR', 'open', at);
    if (!isFolder(posix.dirname(path))) throw systemError('ENOENT', 'open', path);
  };
  const entry = (path: string): DiskFile => {
    enter(path);
    const file = disk.get(path);
    if (file !== undefined) return file;
    throw systemError(isFolder(path) ? 'EISDIR' : 'ENOENT', 'open', path);
  };
  const entryOrNull = (path: string): DiskFile | null => {
    try {
      return entry(path);
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  };
  const identityOf = (file: DiskFile): string => {
    const known = identities.get(file) ?? String((counted += 1));
    identities.set(file, known);
    return known;
  };
  const place = (path: string, file: DiskFile): void => {
    enter(path);
    if (isFolder(path)) throw systemError('EISDIR', 'open', path);
    disk.set(path, file);
    keepParents(path);
  };

  return {
    async read(path) {
      return entryOrNull(path) === null ? null : bytesOf(entry(path)).toString();
    },
    async readBytes(path) {
      return entryOrNull(path) === null ? null : bytesOf(entry(path));
    },
    async readWhole(path, most) {
      if (isFolder(path)) return 'directory';
      const file = entryOrNull(path);
      if (file === null) return null;
      return bytesOf(file).length > most ? 'large' : bytesOf(file);
    },
    async *stream(path, from = 0, identity) {
      const file = entry(path);
      if (identity !== undefined && identityOf(file) !== identity) return;
      const rest = bytesOf(file).subarray(from);
      if (rest.length > 0) yield rest;
    },
    gunzip,
    async stat(path) {
      if (isFolder(path)) return { kind: 'directory', size: 0, identity: path };
      const file = entryOrNull(path);
      return file === null ? null : { kind: 'file', size: bytesOf(file).length, identity: identityOf(file) };
    },
    async entry(path) {
      if (isFolder(path)) return { kind: 'directory', owner: 0 };
      return entryOrNull(path) === null ? null : { kind: 'file', owner: 0 };
    },
    async list(path) {
      const names = below(path).map((key) => key.slice(path.length + 1).split('/')[0] ?? '');
      return [...new Set(names)].toSorted();
    },
    async write(path, data, asked) {
      place(path, { data, mode: asked ?? disk.get(path)?.mode ?? 0o644 });
    },
    async replace(path, data, before) {
      if (isFolder(path)) return 'directory';
      const old = disk.get(path);
      const isOther = before !== undefined && (old === undefined) !== (before === null);
      if (isOther || (old !== undefined && before instanceof Uint8Array && !bytesOf(old).equals(before)))
        return 'changed';
      place(path, { data, mode: old?.mode ?? 0o644 & ~UMASK });
      return 'written';
    },
    async create(path, data, mode = 0o644) {
      if (disk.has(path) || isFolder(path)) return false;
      place(path, { data, mode: mode & ~UMASK });
      return true;
    },
    async createGrowing(path, mode) {
      if (disk.has(path) || isFolder(path)) return null;
      const file: DiskFile = { data: '', mode: mode & ~UMASK };
      place(path, file);
      return {
        append: async (bytes) => void (file.data = Buffer.concat([bytesOf(file), bytes])),
        close: async () => undefined,
      };
    },
    async tryWrite(path) {
      entry(path);
    },
    async rename(from, to) {
      if (isFolder(from)) return moveFolder(from, to);
      const file = entry(from);
      place(to, file);
      if (from !== to) disk.delete(from);
    },
    async copy(from, to) {
      const source = entry(from);
      const old = disk.get(to);
      if (old === undefined) place(to, { ...source });
      else Object.assign(old, source);
    },
    async chmod(path, mode) {
      if (isFolder(path)) made.set(path, mode);
      else entry(path).mode = mode;
    },
    async makeDir(path, mode = 0o755) {
      if (isFolder(path)) return;
      if (disk.has(path)) throw systemError('EEXIST', 'open', path);
      for (let at = path; at !== '/'; at = posix.dirname(at))
        if (disk.has(at)) throw systemError('ENOTDIR', 'open', at);
      keepParents(path);
      made.set(path, mode & ~UMASK);
    },
    async remove(path) {
      keepParents(path);
      for (const key of [path, ...below(path)]) {
        disk.delete(key);
        made.delete(key);
      }
    },
    freeBytes: async () => 100 * 1024 ** 3,
  };

  function moveFolder(from: string, to: string): void {
    if (`${to}/`.startsWith(`${from}/`)) {
      if (from === to) return;
      throw systemError('EINVAL', 'open', to);
    }
    if (disk.has(to)) throw systemError('ENOTDIR', 'open', to);
    enter(to);
    if (below(to).length > 0) throw systemError('ENOTEMPTY', 'open', to);
    for (const key of [from, ...below(from)]) {
      const [file, mode] = [disk.get(key), made.get(key)];
      const target = `${to}${key.slice(from.length)}`;
      if (file !== undefined) disk.set(target, file);
      if (mode !== undefined) made.set(target, mode);
      disk.delete(key);
      made.delete(key);
    }
    keepParents(`${to}/x`);
    keepParents(from);
  }
}

function bytesOf({ data }: DiskFile): Buffer {
  return Buffer.from(data as string);
}

/** The text of a file. */
export function textOf(file: DiskFile): string;
export function textOf(file: DiskFile | undefined): string | undefined;
export function textOf(file: DiskFile | undefined): string | undefined {
  return file === undefined ? undefined : bytesOf(file).toString();
}

/** An error as the operating system gives it. */
export function systemError(code: string, syscall: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${syscall} '${path}'`), { code, syscall, path });
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
