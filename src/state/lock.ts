// One run at a time for each cluster.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly command: string;
  readonly since: string;
}

type LockWorld = Pick<World, 'files' | 'processes' | 'clock' | 'random'>;

/**
 * Runs `work` while holding the lock file. Throws a Problem that names the holder when another
 * living process has it; the lock of a process that is gone is taken over.
 */
export async function withLock<T>(world: LockWorld, path: string, command: string, work: () => Promise<T>): Promise<T> {
  await world.files.makeDir(path.slice(0, path.lastIndexOf('/')), 0o700);
  const holder: Holder = { pid: world.processes.pid, command, since: world.clock.now().toISOString() };
  if (!(await world.files.create(path, JSON.stringify(holder), 0o600))) {
    await takeOver(world, path);
    if (!(await world.files.create(path, JSON.stringify(holder), 0o600))) throw await heldBy(world, path);
  }
  try {
    return await work();
  } finally {
    await world.files.remove(path);
  }
}

/** Moves a dead holder's lock aside; throws when the holder lives. */
async function takeOver(world: LockWorld, path: string): Promise<void> {
  const holder = await readHolder(world, path);
  if (holder !== null && world.processes.alive(holder.pid)) throw await heldBy(world, path);
  // Renamed first: of two that find the same dead lock, only one can move it.
  const aside = `${path}.${world.random(4)}`;
  try {
    await world.files.rename(path, aside);
  } catch {
    return;
  }
  await world.files.remove(aside);
}

async function heldBy(world: LockWorld, path: string): Promise<Problem> {
  const holder = await readHolder(world, path);
  const who = holder === null ? 'another run' : `"${holder.command}" (process ${holder.pid}, since ${holder.since})`;
  return new Problem('locked', `${who} is working on this cluster`, {
    hint: holder === null ? `remove ${path} if nothing is running` : `wait for it, or end it: kill ${holder.pid}`,
  });
}

async function readHolder(world: LockWorld, path: string): Promise<Holder | null> {
  const text = await world.files.read(path);
  if (text === null) return null;
  try {
    const holder = JSON.parse(text) as Partial<Holder>;
    if (typeof holder.pid !== 'number') return null;
    return { pid: holder.pid, command: holder.command ?? '', since: holder.since ?? '' };
  } catch {
    return null;
  }
}
