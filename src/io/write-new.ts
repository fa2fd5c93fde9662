// Writes files that are not there yet: whole from the first moment on, or not at all.
import { link, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { randomHex } from './crypto.ts';
import { isCode, withPath } from './file-facts.ts';

/** Who a file belongs to, as numbers. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes a file that is not there yet, through to the disk. `exact` gives it the mode regardless of the umask, `owner`
 * an owner; throws EPERM where that is not allowed. Nothing is left of a file that cannot be written to its end.
 */
export async function writeNew(
  path: string,
  content: string | Uint8Array,
  mode: number,
  { exact = false, owner }: { readonly exact?: boolean; readonly owner?: Owner } = {},
): Promise<void> {
  const handle = await open(path, 'wx', owner === undefined ? mode : 0o600);
  try {
    // A change of the owner clears bits of the mode.
    if (owner !== undefined) await handle.chown(owner.uid, owner.gid);
    if (exact) await handle.chmod(mode);
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

/** What link(2) reports on a file system without hard links, as FAT is. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** The port's `create`; `exact` gives the file its mode regardless of the umask. */
export async function createFile(
  path: string,
  content: string | Uint8Array,
  mode = 0o644,
  exact = false,
): Promise<boolean> {
  return await throughTemporary(path, async (temporary) => {
    try {
      await writeNew(temporary, content, mode, { exact });
      // A link is there at once, with all of its content, or not at all.
      await link(temporary, path);
      return true;
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      if (!isCode(error, ...noLinks)) throw error;
      return await createInPlace(path, content, mode, exact);
    }
  });
}

/** Does what moves or links a file of another name into place, and removes what is left of it; errors name `path`. */
export async function throughTemporary<T>(path: string, work: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomHex(4)}.tmp`);
  try {
    return await withPath(path, work(temporary), temporary);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Creates a file where it cannot be linked into place: for a moment it is there and empty. */
async function createInPlace(
  path: string,
  content: string | Uint8Array,
  mode: number,
  exact: boolean,
): Promise<boolean> {
  try {
    await writeNew(path, content, mode, { exact });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}
