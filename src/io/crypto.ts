// Random names and checksums. Node's crypto is only loaded where one is asked for: most runs need none.
import type { BinaryLike } from 'node:crypto';

/** So many random bytes as hexadecimal digits. */
export function randomHex(bytes: number): string {
  return process.getBuiltinModule('node:crypto').randomBytes(bytes).toString('hex');
}

/** The SHA-256 of data as hexadecimal digits. */
export function sha256Hex(data: BinaryLike): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(data).digest('hex');
}
