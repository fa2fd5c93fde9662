// The log files that the arguments of the command line mean.
import { orAborted } from '../core/or-aborted.ts';
import { absolutePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { count } from '../core/plural.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { Progress } from '../core/progress.ts';
import { pasteable } from '../core/shell-quote.ts';
import { notRead } from './bytes.ts';
import { logsBelow, type FoundFile } from './folder.ts';
import { headOfFile } from './head.ts';
import { PassedOver } from './passed-over.ts';

type FileWorld = Pick<World, 'files' | 'signal' | 'report' | 'cwd' | 'clock'>;

/**
 * Every file that is named, once, and the logs in every folder; what is passed over is reported. Throws a Problem for an
 * argument where there is nothing to read.
 */
export async function filesOf(args: readonly string[], world: FileWorld): Promise<readonly FoundFile[]> {
  const known = new Set<string>();
  const found: FoundFile[] = [];
  const folders: { path: string; arg: string }[] = [];
  for (const arg of args) {
    const path = absolutePath(world.cwd, arg);
    const stat = await world.files.stat(path).catch((error: unknown) => unreadable(arg, error));
    if (stat === null)
      throw new Problem('file-unreadable', `there is no file ${arg}`, { hint: 'kind-audit logs --help' });
    if (stat.kind === 'directory') {
      folders.push({ path, arg });
      continue;
    }
    if (stat.kind === 'socket')
      throw new Problem('file-unreadable', `${arg} is a socket, not a log`, { hint: 'kind-audit logs --help' });
    if (stat.kind !== 'file') {
      found.push({ path, size: null });
      continue;
    }
    if (known.has(stat.identity ?? path)) warn(world, `${arg} is named twice, and is read once`);
    else if (await isReadable(path, arg, args.length > 1, world))
      found.push({ path, size: path.endsWith('.gz') ? null : stat.size });
    known.add(stat.identity ?? path);
  }
  for (const { path, arg } of folders) found.push(...(await inFolder(path, arg, known, world)));
  return found;
}

/** Whether a file has a format that is read. Where others are named it is passed over, else a Problem is thrown. */
async function isReadable(path: string, arg: string, others: boolean, world: FileWorld): Promise<boolean> {
  const { foreign } = await orAborted(headOfFile(path, world.files), world.signal).catch((error: unknown) =>
    unreadable(arg, error),
  );
  if (foreign === null) return true;
  const problem = notRead({ name: arg, argument: pasteable([arg]) }, foreign);
  if (!others) throw problem;
  warn(world, `${problem.message}: ${problem.hint ?? ''}`);
  return false;
}

async function inFolder(
  path: string,
  arg: string,
  known: Set<string>,
  world: FileWorld,
): Promise<readonly FoundFile[]> {
  const { files, signal } = world;
  const passed = new PassedOver(path);
  const { identity = path } = (await files.stat(path)) ?? {};
  if (known.has(identity)) {
    warn(world, `${arg} is named twice, and is read once`);
    return [];
  }
  known.add(identity);
  const progress = new Progress(world);
  const onLooked = (looked: number): void =>
    progress.tell(() => `looked at ${count(looked, 'file')} of the folder ${arg}`);
  const inside = await logsBelow(path, { files, known, passed, onLooked, signal }).finally(() => progress.hide());
  const { text } = passed;
  if (inside.length === 0) {
    const what = text === null ? '' : `; ${text}`;
    throw new Problem('file-unreadable', `no log in the folder ${arg}${what}`, { hint: pasteable(['ls', '-R', arg]) });
  }
  if (text !== null) warn(world, text);
  return inside;
}

/** Bytes that files hold; null where some are packed, or are not files. */
export function bytesOf(found: readonly FoundFile[]): number | null {
  let bytes = 0;
  for (const { path, size } of found) {
    if (size === null || path.endsWith('.gz')) return null;
    bytes += size;
  }
  return bytes;
}

function unreadable(path: string, error: unknown): never {
  if (error instanceof Problem) throw error;
  const isDenied = error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
  throw new Problem('file-unreadable', `cannot read ${path}: ${messageOf(error)}`, {
    hint: isDenied
      ? 'only root may read the log of the API server: kind-audit logs --name CLUSTER reads it through the node'
      : pasteable(['ls', '-l', path]),
    cause: error,
  });
}

function warn({ report }: Pick<World, 'report'>, text: string): void {
  report({ type: 'note', level: 'warn', text });
}
