// One run at a time for each cluster.
import { folderOf } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
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

type LockWorld = Pick<World, 'files' | 'processes' | 'clock' | 'random' | 'sha256'>;

/**
 * Runs `work` while holding the lock file. Throws a Problem that names the holder when another running process has it;
 * the lock of a process that is gone is taken over.
 */
export async function withLock<T>(world: LockWorld, path: string, command: string, work: () => Promise<T>): Promise<T> {
  await world.files.makeDir(folderOf(path), 0o700);
  const chain = await acquire(world, path, command);
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
        if (last === path || (await files.read(path)) === first) return chain;
        // It was released between the look and the creation: start again.
        await files.remove(last);
        break;
      }
      const text = await files.read(last);
      if (text === null) break;
      const found = parseHolder(text);
      if (found === null || (await isRunning(world, found))) throw heldBy(last, found);
      first ??= text;
      last = `${path}.after-${world.sha256(text).slice(0, 16)}`;
    }
  }
  throw heldBy(path, null);
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

function heldBy(path: string, holder: Holder | null): Problem {
  if (holder === null) {
    return new Problem(
      'locked',
      `the lock ${path} cannot be read, so it is not known which run works on this cluster`,
      {
        hint: `make sure that no kind-audit is running, then: rm ${path}`,
      },
    );
  }
  const { command, pid, since } = holder;
  return new Problem('locked', `"${command}" (process ${pid}, since ${since}) is working on this cluster`, {
    hint: `wait for it to end, or look at it: ps -p ${pid} -o pid,lstart,command`,
  });
}

/** Null for a text that is not a lock. A lock of an older version has no boot, start or nonce. */
function parseHolder(text: string): Holder | null {
  try {
    const { pid, boot, started, command, since, nonce } = JSON.parse(text) as Partial<Holder>;
    if (typeof pid !== 'number') return null;
    return {
      pid,
      boot: boot ?? null,
      started: started ?? null,
      command: command ?? 'kind-audit',
      since: since ?? 'an unknown time',
      nonce: nonce ?? '',
    };
  } catch {
    return null;
  }
}
