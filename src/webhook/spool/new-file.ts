// A file that is written as a whole, over what an earlier process may have left under its name.
import type { AppendFiles } from '../../core/append-files.ts';

/** `isSynced`: its content is on the disk then. The name is not, before the folder is synced. */
export async function writeNewFile(
  { remove, create }: Pick<AppendFiles, 'remove' | 'create'>,
  path: string,
  bytes: Uint8Array,
  isSynced: boolean,
): Promise<void> {
  await remove(path);
  const file = await create(path);
  try {
    await file.write(bytes, 0);
    if (isSynced) await file.sync();
  } finally {
    await file.close();
  }
}
