// The log files that an argument of the command line means.
import type { Files } from '../core/ports.ts';
import { messageOf, Problem } from '../core/problem.ts';

const looksLikeLog = /\.(?:log|json|jsonl|ndjson)(?:\.\d{8}-\d{6})?(?:\.gz)?$/;
const DEEPEST = 4;

/** A file itself, or the logs in a folder; throws a Problem where there is nothing to read. `arg` is the path as it was written. */
export async function filesOf(path: string, arg: string, files: Files): Promise<readonly string[]> {
  const found = await files.stat(path).catch((error: unknown) => unreadable(arg, error));
  if (found === null)
    throw new Problem('file-unreadable', `there is no file ${arg}`, { hint: 'kind-audit logs --help' });
  if (found.kind !== 'directory') return [path];
  const inside = await logsBelow(path.replace(/\/+$/, ''), files, DEEPEST);
  if (inside.length === 0)
    throw new Problem('file-unreadable', `no log in the folder ${arg}`, { hint: `ls -R ${arg}` });
  return inside;
}

/** Bytes that files hold; null where some are compressed, or are not files. */
export async function bytesOf(paths: readonly string[], files: Files): Promise<number | null> {
  let bytes = 0;
  for (const path of paths) {
    const found = await files.stat(path).catch(() => null);
    if (found?.kind !== 'file' || path.endsWith('.gz')) return null;
    bytes += found.size;
  }
  return bytes;
}

async function logsBelow(folder: string, files: Files, depth: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await files.list(folder).catch((error: unknown) => unreadable(folder, error))) {
    const path = `${folder}/${name}`;
    const kind = (await files.stat(path).catch((error: unknown) => unreadable(path, error)))?.kind;
    if (kind === 'directory' && depth > 0) found.push(...(await logsBelow(path, files, depth - 1)));
    else if (kind === 'file' && looksLikeLog.test(name)) found.push(path);
  }
  return found;
}

/** Throws an error of reading a file as a Problem. */
export function unreadable(path: string, error: unknown): never {
  if (error instanceof Problem) throw error;
  throw new Problem('file-unreadable', `cannot read ${path}: ${messageOf(error)}`, {
    hint: 'only root may read the log of the API server: kind-audit logs --name CLUSTER reads it through the node',
    cause: error,
  });
}
