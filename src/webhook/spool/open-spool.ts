// Opens a spool, after whatever ended the process that had it before; one process at a time.
import { systemProblem } from '../../core/system-error.ts';
import { withLock, type LockWorld } from '../../state/lock.ts';
import { Cursors, keepReserve } from './cursors.ts';
import { deadFolder } from './dead.ts';
import { Reader } from './reader.ts';
import { recover } from './recover.ts';
import { KNOWN_FOR, Repeats } from './repeats.ts';
import { Segments } from './segments.ts';
import { Spool } from './spool.ts';
import type { SpoolSettings, SpoolWorld } from './spool-world.ts';
import { Writer } from './writer.ts';

export type { Spool };

/** Opens the spool of a folder, which is made where it is not there. Throws a Problem where that cannot be. */
export async function openSpool(world: SpoolWorld, settings: SpoolSettings): Promise<Spool> {
  const { folder } = settings;
  const segments = new Segments(world.appendFiles, folder);
  const repeats = new Repeats(settings.memory.repeats);
  try {
    await world.appendFiles.makeFolder(deadFolder(folder));
    await segments.load();
    const known = world.clock.now().getTime() - KNOWN_FOR;
    const {
      next,
      total,
      cursors: saved,
    } = await recover(world, settings, segments, (time, body) => {
      if (time >= known) repeats.add(world.sha256(body), body.length, world.clock.monotonic());
    });
    await keepReserve(world, folder);
    const cursors = new Cursors(world, settings, segments, saved);
    const writer = new Writer(world, settings, segments, { next, total });
    const readers = new Map([...saved].map(([name, cursor]) => [name, new Reader(world, segments, cursors, cursor)]));
    segments.next = next;
    await cursors.saveFirst();
    return new Spool({ world, settings, segments, cursors, writer, readers }, repeats);
  } catch (error) {
    throw systemProblem(error) ?? error;
  }
}

/** Works with the spool of a folder while no other process does; `command` is what that one reads of this one. */
export async function withSpool<T>(
  world: SpoolWorld & LockWorld,
  settings: SpoolSettings,
  command: string,
  work: (spool: Spool) => Promise<T>,
): Promise<T> {
  return withLock(world, `${settings.folder}/lock`, command, async () => {
    const spool = await openSpool(world, settings);
    try {
      return await work(spool);
    } finally {
      await spool.close();
    }
  });
}
