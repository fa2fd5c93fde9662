// One run at a time for each cluster.
import { baseFolder, inBaseFolder } from '../core/base-folder.ts';
import { folderOf } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { printableCell } from '../core/printable.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts';

/** Who holds a lock. */
interface Holder extends ProcessIdentity {
  readonly command: string;
  readonly since: string;
  /** Makes each lock different from all earlier ones. */
  readonly nonce: string;
}

/** How often it tries to get a lock that comes and goes. */
const ATTEMPTS = 100;

export type LockWorld = Pick<World, 'env' | 'home' | 'files' | 'processes' | 'clock' | 'random' | 'sha256'>;

/**
 * Runs `work` while holding the lock file. Throws a Problem that names the holder when another running process has it;
 * the lock of a process that is gone is taken over.
 */
export async function withLock<T>(world: LockWorld, path: string, command: string, work: () => Promise<T>): Promise<T> {
  const base = baseFolder(world, 'XDG_STATE_HOME');
  await inBaseFolder(base, 'make', async () => world.files.makeDir(folderOf(path), 0o700));
  const chain = await inBaseFolder(base, 'write into', async () => acquire(world, path, command));
  try {
    return await work();
  } finally {
    // One that cannot be removed does no harm: its holder soon ends, and the next run takes it over.
    for (const file of chain) await world.files.remove(file).catch(() => undefined);
  }
}

/**
 * Creates the lock, and returns the files that make it up. The lock of a dead holder stays in place while it is taken
 * over: its successor is a file whose name has the checksum of the dead lock, so that of several runs that find it dead
 * only one can create it. The run that created the last file of this chain holds the lock. It removes the first file
 * before the others, and no other run removes any; so a chain whose first file is unchanged is complete.
 */
async function acquire(world: LockWorld, path: string, command: string): Promise<readonly string[]> {
  const { files } = world;
  const holder: Holder = {
    ...(await ownIdentity(world)),
    command,
    since: world.clock.now().toISOString(),
    nonce: world.random(8),
  };
  const own = `${JSON.stringify(holder)}\n`;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const chain = [path];
    let first: string | null = null;
    for (let last = path; ; chain.push(last)) {
      if (await createOwn(files, last, own)) {
        if (last === path || (await readLock(files, path)) === first) return chain;
        // It was released between the look and the creation: start again.
        await files.remove(last);
        break;
      }
      const text = await readLock(files, last);
      if (text === null) break;
      const found = parseHolder(text);
      if (found === null) throw unreadable(last, 'cannot be read');
      if (await isRunning(world, found)) throw heldBy(found);
      first ??= text;
      last = `${path}.after-${world.sha256(text).slice(0, 16)}`;
    }
  }
  throw unreadable(path, 'cannot be read');
}

/** Creates the file. One that was created in spite of an error is removed again. */
async function createOwn(files: World['files'], path: string, text: string): Promise<boolean> {
  try {
    return await files.create(path, text, 0o600);
  } catch (error) {
    const there = await files.read(path).catch(() => null);
    if (there === text) await files.remove(path).catch(() => undefined);
    throw error;
  }
}

function heldBy({ command, pid, since }: Holder): Problem {
  return new Problem('locked', `"${command}" (process ${pid}, since ${since}) is working on this cluster`, {
    hint: `wait for it to end, or look at it: ps -p ${pid} -o pid,lstart,command`,
  });
}

function unreadable(path: string, why: string): Problem {
  return new Problem('locked', `the lock ${path} ${why}, so it is not known which run works on this cluster`, {
    hint: `make sure that no kind-audit is running, then: ${pasteable(['rm', path])}`,
  });
}

/** Far more than a lock has: bytes. */
const MOST_BYTES = 64 * 1024;

/** The text of a lock; null where there is none. Throws a Problem for what is no file, without waiting for a writer. */
async function readLock(files: Pick<World['files'], 'readWhole'>, path: string): Promise<string | null> {
  const found = await files.readWhole(path, MOST_BYTES).catch((error: unknown) => {
    throw unreadable(path, `cannot be read (${messageOf(error)})`);
  });
  if (found === null) return null;
  if (typeof found !== 'string') return Buffer.from(found).toString();
  if (found !== 'directory') throw unreadable(path, found === 'large' ? 'is too large for one' : `is a ${found}`);
  throw new Problem('locked', `the lock ${path} is a folder, so no run can hold it`, {
    hint: `look into it, then move it away: ${pasteable(['mv', path, `${path}.old`])}`,
  });
}

/** Null for a text that is not a lock. A lock of an older version has no boot, start or nonce. */
function parseHolder(text: string): Holder | null {
  try {
    const { pid, boot, started, command, since, nonce } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>;
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return null;
    return {
      pid,
      boot: typeof boot === 'string' ? boot : null,
      started: typeof started === 'string' ? started : null,
      command: typeof command === 'string' ? printableCell(command) : 'kind-audit',
      since: typeof since === 'string' && !Number.isNaN(Date.parse(since)) ? printableCell(since) : 'an unknown time',
      nonce: typeof nonce === 'string' ? nonce : '',
    };
  } catch {
    return null;
  }
}
