// The engine of this machine, or why there is none.
import type { Engine, World } from './ports.ts';
import { Problem } from './problem.ts';

/** The engine that answers, or the Problem that none does; throws any other error, and the reason of an abort. */
export async function findEngine(world: Pick<World, 'engine' | 'signal'>): Promise<Engine | Problem> {
  try {
    return await world.engine();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    world.signal.throwIfAborted();
    return error;
  }
}
