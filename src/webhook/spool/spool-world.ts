// What the spool needs of the world, what it is set to, and the problems it ends with.
import type { AppendFiles } from '../../core/append-files.ts';
import { formatBytes } from '../../core/byte-size.ts';
import type { World } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import { pasteable } from '../../core/shell-quote.ts';

export type SpoolWorld = Pick<World, 'clock' | 'sha256' | 'report'> & { readonly appendFiles: AppendFiles };

/** A backend as the spool knows it. */
export interface SpoolBackend {
  readonly name: string;
  /** Bytes that it may lag before it jumps; null for a guaranteed one, which holds the log back instead. */
  readonly maxLag: number | null;
}

/** Sizes in bytes. */
export interface SpoolSettings {
  readonly folder: string;
  readonly backends: readonly SpoolBackend[];
  readonly maxSize: number;
  readonly segmentSize: number;
  readonly whenFull: 'refuse' | 'dropOldest';
  /** Bytes of delivered segments to keep. */
  readonly keepDelivered: number;
  readonly memory: SpoolMemory;
}

export interface SpoolMemory {
  /** Bytes that go to the disk at once; there is room for twice as many. */
  readonly group: number;
  /** Bytes of bodies that may wait besides. */
  readonly waiting: number;
  /** How many answered batches are recognized when they come again; 32 bytes each. */
  readonly repeats: number;
}

/** As many repeats as three API servers need that send a hundred batches a second each. */
export const usualMemory: SpoolMemory = { group: 2 ** 22, waiting: 2 ** 24, repeats: 2 ** 18 };

/** Whether an error says that there is no room. */
export function isNoRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** The spool has its full size, and its settings say to refuse. */
export function spoolFull({ folder, maxSize }: SpoolSettings): Problem {
  return new Problem('spool-full', `the spool ${folder} is full (${formatBytes(maxSize)})`, {
    hint: 'see which backend does not accept, or raise webhook.spool.maxSize',
  });
}

/** The file system has no room for a batch. */
export function noRoom(folder: string, cause: unknown): Problem {
  return new Problem('spool-full', `the spool ${folder} cannot grow: ${messageOf(cause)}`, {
    hint: `make room on its file system: ${pasteable(['df', '-h', folder])}`,
    cause,
  });
}

/** More batches wait for the disk than memory is meant for. */
export function tooManyWait(folder: string): Problem {
  return new Problem('spool-full', `the spool ${folder} is slower than the batches arrive`, {
    hint: 'look at the load of its disk',
  });
}

/** A batch could not be written. */
export function spoolFailed(folder: string, cause: unknown): Problem {
  return new Problem('spool-failed', `the spool ${folder} cannot be written: ${messageOf(cause)}`, {
    hint: `look at the disk and the folder: ${pasteable(['ls', '-ld', folder])}`,
    cause,
  });
}
