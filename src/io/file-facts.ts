// What the operating system says of a file, in the words of the ports, and its errors by their codes.
import type { Stats } from 'node:fs';
import type { FileKind } from '../core/ports.ts';

/** What a file is. */
export function kindOf(stats: Stats): FileKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isFIFO()) return 'pipe';
  return stats.isSocket() ? 'socket' : 'device';
}

/** The inode alone is not enough: the next file may get the number of a removed one. */
export function identityOf({ dev, ino, birthtimeMs }: Stats): string {
  return `${dev}:${ino}:${birthtimeMs}`;
}

/** Null where the path leads to nothing; other errors are thrown. */
export async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}

/** Whether an error of the operating system has one of these codes. */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => error.code === code);
}

/**
 * Names the path in an error of the operating system that does not, as writes and reads know only a number, or that
 * names the `temporary` file instead.
 */
export async function withPath<T>(path: string, promise: Promise<T>, temporary?: string): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    if (!('path' in error)) error.message = `${error.message} '${path}'`;
    else if (temporary === undefined || error.path !== temporary) throw error;
    else error.message = error.message.replaceAll(temporary, path);
    throw Object.assign(error, { path });
  }
}
