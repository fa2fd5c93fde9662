// Reads and replaces one file that the user has named; what cannot be read or replaced is refused by what it is.
import { formatBytes } from './byte-size.ts';
import { orAborted } from './or-aborted.ts';
import { absolutePath } from './path.ts';
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
  throw new Problem('file-unreadable', `${name} is ${inWords[found]}`, { hint: await otherName(world, name, found) });
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
  const outcome = await world.files.replace(absolutePath(world.cwd, name), content, before).catch((error: unknown) => {
    throw failed(`cannot write ${name}`, null, error);
  });
  if (outcome === 'written') return;
  if (outcome === 'changed')
    throw new Problem('file-changed', `${name} was changed by something else in the meantime; nothing was written`, {
      hint: 'run the command again',
    });
  throw new Problem('file-unreadable', `${name} is ${inWords[outcome]}: nothing was written`, {
    hint: 'name a regular file',
  });
}

const inWords: Readonly<Record<NoFile, string>> = {
  directory: 'a folder, not a file',
  pipe: 'a pipe that nobody writes to',
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

/** The problem of a file that an error of the operating system is about; what else was thrown stays as it is. */
function failed(what: string, code: ProblemCode | null, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  const known = systemProblem(cause);
  return new Problem(code ?? known?.code ?? 'file-unreadable', `${what}: ${messageOf(cause)}`, {
    hint: known?.hint ?? 'check the path: ls -l',
    cause,
  });
}
