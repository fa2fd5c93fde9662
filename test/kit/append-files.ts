// Files that are written at their end, in memory: with a process that can be killed at any call, a power supply that can
// be cut, and a disk that fails; test/io/append-files-contract.test.ts holds them to the real ones.
import { posix } from 'node:path';
import { crc32 } from 'node:zlib';
import type { AppendFile, AppendFiles } from '../../src/core/append-files.ts';
import { systemError } from './files.ts';
import type { Generated } from './generated.ts';

type Random = Generated['random'];

/** A file, whatever its names: as the process sees it, and as it is on the disk for sure. */
interface Inode {
  data: Buffer;
  synced: Buffer;
  names: number;
}

interface Rename {
  readonly path: string;
  readonly inode: Inode | null;
}

/** What a call does instead of its work, or after it. */
export type Fault = { readonly error: string; readonly half?: boolean } | Kill;

/** The process ends before the call, after it, or in the middle of it. */
export type Kill = 'kill' | 'kill-after' | 'kill-half';

export interface FakeDisk {
  /** For the process of this moment: its calls never return once it was killed. */
  readonly files: AppendFiles;
  /** Asked before each call, with the operation and the path; a fault makes it fail. */
  fault: (operation: string, path: string) => Fault | null;
  /** Resolves when a fault has killed the process: no call returns from then on. */
  killed: Promise<void>;
  /** Every call so far: "sync /spool/…". */
  readonly calls: string[];
  /** The process starts again; the disk is as it was left. */
  restart(): void;
  /** What was not synced is lost, or only a part of it, or is there. */
  cutPower(random: Random): void;
  paths(): readonly string[];
  /** The bytes of a file, to be changed by the test. */
  bytes(path: string): Buffer;
  put(path: string, bytes: Uint8Array): void;
  removeFile(path: string): void;
}

export function fakeDisk(): FakeDisk {
  let names = new Map<string, Inode>();
  let syncedNames = new Map<string, Inode>();
  /** Changes of names since the last sync of their folder, in order. */
  let renames: Rename[] = [];
  let generation = 0;
  let kill = (): void => undefined;
  const newLife = (): Promise<void> =>
    new Promise((resolve) => {
      kill = resolve;
    });

  const name = (path: string, inode: Inode | null): void => {
    const old = names.get(path);
    if (old !== undefined) old.names -= 1;
    if (inode === null) names.delete(path);
    else {
      names.set(path, inode);
      inode.names += 1;
    }
    renames.push({ path, inode });
  };

  function filesOf(life: number): AppendFiles {
    async function call<T>(operation: string, path: string, work: (half: boolean) => T): Promise<T> {
      await Promise.resolve();
      if (life !== generation) return new Promise<never>(() => undefined);
      disk.calls.push(`${operation} ${path}`);
      const fault = disk.fault(operation, path);
      const die = async (): Promise<never> => {
        generation += 1;
        kill();
        return new Promise<never>(() => undefined);
      };
      if (fault === 'kill') return die();
      if (fault === null) return work(false);
      if (fault === 'kill-after' || fault === 'kill-half') {
        work(fault === 'kill-half');
        return die();
      }
      if (fault.half === true) work(true);
      throw systemError(fault.error, operation, path);
    }

    const fileOf = (path: string, inode: Inode): AppendFile => ({
      write: (bytes, at) =>
        call('write', path, (half) => {
          const part = half ? bytes.subarray(0, bytes.length >> 1) : bytes;
          const data = Buffer.alloc(Math.max(inode.data.length, at + part.length));
          inode.data.copy(data);
          data.set(part, at);
          inode.data = data;
        }),
      read: (into, at) => call('read', path, () => inode.data.copy(into, 0, at, at + into.length)),
      sync: () =>
        call('sync', path, () => {
          inode.synced = Buffer.from(inode.data);
        }),
      truncate: (size) =>
        call('truncate', path, () => {
          const data = Buffer.alloc(size);
          inode.data.copy(data);
          inode.data = data;
        }),
      linked: () => call('linked', path, () => inode.names > 0),
      close: () => call('close', path, () => undefined),
    });

    return {
      makeFolder: (path) => call('makeFolder', path, () => undefined),
      list: (folder) =>
        call('list', folder, () =>
          [...names.keys()].filter((path) => posix.dirname(path) === folder).map((path) => posix.basename(path)),
        ),
      size: (path) => call('size', path, () => names.get(path)?.data.length ?? null),
      create: (path) =>
        call('create', path, () => {
          if (names.has(path)) throw systemError('EEXIST', 'open', path);
          const inode = { data: Buffer.alloc(0), synced: Buffer.alloc(0), names: 0 };
          name(path, inode);
          return fileOf(path, inode);
        }),
      open: (path) =>
        call('open', path, () => {
          const inode = names.get(path);
          return inode === undefined ? null : fileOf(path, inode);
        }),
      rename: (from, to) =>
        call('rename', from, () => {
          const inode = names.get(from);
          if (inode === undefined) throw systemError('ENOENT', 'rename', from);
          name(to, inode);
          name(from, null);
        }),
      remove: (path) => call('remove', path, () => name(path, null)),
      syncFolder: (path) =>
        call('syncFolder', path, () => {
          for (const change of renames) if (posix.dirname(change.path) === path) persist(change);
          renames = renames.filter((change) => posix.dirname(change.path) !== path);
        }),
      crc32: (bytes, before) => crc32(bytes, before),
    };
  }

  function persist({ path, inode }: Rename): void {
    if (inode === null) syncedNames.delete(path);
    else syncedNames.set(path, inode);
  }

  const disk: FakeDisk = {
    get files() {
      return filesOf(generation);
    },
    fault: () => null,
    killed: newLife(),
    calls: [],
    restart() {
      generation += 1;
      disk.fault = () => null;
      disk.killed = newLife();
    },
    cutPower(random) {
      // A journal keeps the order: some of the first changes of names are there, and none after them.
      const kept = random.below(renames.length + 1);
      for (const change of renames.slice(0, kept)) persist(change);
      renames = [];
      names = new Map(syncedNames);
      for (const inode of new Set(names.values())) {
        inode.data = survivingPart(inode, random);
        inode.synced = Buffer.from(inode.data);
        inode.names = [...names.values()].filter((other) => other === inode).length;
      }
      syncedNames = new Map(names);
      disk.restart();
    },
    paths: () => [...names.keys()].toSorted(),
    bytes(path) {
      const inode = names.get(path);
      if (inode === undefined) throw systemError('ENOENT', 'open', path);
      return inode.data;
    },
    put(path, bytes) {
      const data = Buffer.from(bytes);
      names.set(path, { data, synced: Buffer.from(data), names: 1 });
      syncedNames.set(path, names.get(path) as Inode);
    },
    removeFile(path) {
      name(path, null);
      syncedNames.delete(path);
    },
  };
  return disk;
}

/** A file after a power cut: its synced bytes, and of what came after them nothing, a part, zeros or everything. */
function survivingPart({ data, synced }: Inode, random: Random): Buffer {
  if (data.length <= synced.length) return Buffer.from(random.chance(0.5) ? data : synced);
  const added = data.subarray(synced.length);
  const part = Buffer.from(added.subarray(0, random.below(added.length + 1)));
  const zeros = Buffer.alloc(added.length);
  part.copy(zeros);
  return Buffer.concat([synced, random.pick([Buffer.alloc(0), part, zeros, added])]);
}
