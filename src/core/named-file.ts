// Reads, creates and replaces one file that the user has named; what cannot be is refused by what it is.
import { formatBytes } from './byte-size.ts';
import { orAborted } from './or-aborted.ts';
import { absolutePath, folderOf } from './path.ts';
import type { NoFile, World } from './ports.ts';
import { messageOf, Problem, type ProblemCode } from './problem.ts';
import { pasteable } from './shell-quote.ts';
import { systemProblem } from './system-error.ts';

type Place = Pick<World, 'files' | 'cwd' | 'signal'>;

/** Far more than any suite or list of requests has: bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * All bytes of a file, or of a pipe once its writers have gone; null where nothing is. Throws a Problem for a folder,
 * a socket, a device, a pipe that nobody writes to, and what is larger than `most` bytes or not readable.
 */
export async function readNamed(world: Place, name: string, most = MOST_BYTES): Promise<Uint8Array | null> {
  const path = absolutePath(world.cwd, name);
  const found = await orAborted(world.files.readWhole(path, most), world.signal).catch((error: unknown) => {
    throw failed(`cannot read ${name}`, 'file-unreadable', error);
  });
  if (found === null || typeof found !== 'string') return found;
  if (found === 'large')
    throw new Problem('file-unreadable', `${name} holds more than ${formatBytes(most)}`, {
      hint: 'name a smaller file',
    });
  const is = found === 'pipe' ? 'a pipe that nobody writes to' : noFileInWords[found];
  throw new Problem('file-unreadable', `${name} is ${is}`, { hint: await otherName(world, name, found) });
}

/**
 * Gives a file new content, or creates it; links, mode and owner stay. `before` is what was read of it, so that an
 * edit in between is not lost. Throws a Problem where it cannot be done.
 */
export async function replaceNamed(
  world: Place,
  name: string,
  content: string | Uint8Array,
  before?: Uint8Array | null,
): Promise<void> {
  const path = absolutePath(world.cwd, name);
  const outcome = await world.files.replace(path, content, before).catch((error: unknown) => {
    throw failed(`cannot write ${name}`, null, error, folderOf(path));
  });
  if (outcome === 'written') return;
  if (outcome === 'changed')
    throw new Problem('file-changed', `${name} was changed by something else in the meantime; nothing was written`, {
      hint: 'run the command again',
    });
  throw new Problem('file-unreadable', `${name} is ${noFileInWords[outcome]}: nothing was written`, {
    hint: 'name a regular file',
  });
}

/**
 * Creates a file, with all of its content or not at all. Throws a Problem where it cannot be done, and where something
 * is, a link to nothing too; `instead` is what to do then.
 */
export async function createNamed(
  world: Place,
  name: string,
  content: string | Uint8Array,
  instead: string,
): Promise<void> {
  const path = absolutePath(world.cwd, name);
  const isCreated = await world.files.create(path, content).catch((error: unknown) => {
    throw failed(`cannot write ${name}`, null, error, folderOf(path));
  });
  if (isCreated) return;
  const is = await kindInWords(world, path);
  throw new Problem('file-changed', is === null ? `${name} already exists` : `${name} is ${is}: nothing was written`, {
    hint: is === null ? instead : 'name a regular file, or one that is not there yet',
  });
}

/** What is at a path that a file is to be written to, where it is no file; null for a file and for nothing. */
export async function kindInWords({ files }: Pick<World, 'files'>, path: string): Promise<string | null> {
  const found = await files.stat(path).catch(() => null);
  if (found !== null) return found.kind === 'file' ? null : noFileInWords[found.kind];
  const entry = await files.entry(path).catch(() => null);
  return entry?.kind === 'link' ? 'a link that leads to no file' : null;
}

/** What something is, where a file is wanted. */
export const noFileInWords: Readonly<Record<NoFile, string>> = {
  directory: 'a folder, not a file',
  pipe: 'a pipe, not a file',
  socket: 'a socket, not a file',
  device: 'a device, not a file',
};

/** What to name instead. */
async function otherName({ files, cwd }: Place, name: string, kind: NoFile): Promise<string> {
  if (kind === 'pipe') return 'start what writes to it, or name a regular file';
  if (kind !== 'directory') return 'name a regular file, or - for standard input';
  const names = await files.list(absolutePath(cwd, name)).catch(() => []);
  const first = names.find((entry) => /\.(?:ya?ml|json)$/.test(entry));
  const folder = name.replace(/(?<=.)\/+$/, '');
  return first === undefined
    ? `name a file; ${name} holds none that ends in .yaml, .yml or .json`
    : `name a file in it, such as ${pasteable([`${folder === '/' ? '' : folder}/${first}`])}`;
}

/**
 * The problem of a file that an error of the operating system is about; what else was thrown stays as it is. `folder`
 * is where it was to be written.
 */
function failed(what: string, code: ProblemCode | null, cause: unknown, folder?: string): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  const isGone = folder !== undefined && 'code' in cause && cause.code === 'ENOENT';
  if (isGone)
    return new Problem('file-unreadable', `${what}: there is no folder ${folder}`, {
      hint: pasteable(['mkdir', '-p', folder]),
      cause,
    });
  const known = systemProblem(cause);
  return new Problem(code ?? known?.code ?? 'file-unreadable', `${what}: ${messageOf(cause)}`, {
    hint: known?.hint ?? 'check the path: ls -l',
    cause,
  });
}
