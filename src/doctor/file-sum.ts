// The checksum of a file of this machine.
import type { World } from '../core/ports.ts';

/** SHA-256 as hexadecimal text; null where there is no such file. */
export async function fileSum(
  path: string,
  { files, sha256 }: Pick<World, 'files' | 'sha256'>,
): Promise<string | null> {
  if ((await files.stat(path))?.kind !== 'file') return null;
  const bytes = await files.readBytes(path);
  return bytes === null ? null : sha256(bytes);
}
