// The waits between attempts at a backend, and what ends them.
import type { World } from '../../core/ports.ts';
import { backoff } from '../backoff.ts';
import type { Health } from './health.ts';
import type { Trouble } from './verdict.ts';

/** Until what lasts is tried again, in milliseconds. */
const LASTING_MS = 30_000;

/** When a delivery ends. */
export interface Ending {
  /** Once aborted, it ends when nothing is left, or at once where the backend fails; no longer than `over` allows. */
  readonly draining: AbortSignal;
  /** Ends it at once; never aborted before `draining`. */
  readonly over: AbortSignal;
  /** Goes on with a backend that fails, even while draining. */
  readonly isPatient: boolean;
}

/** Those of one backend. */
export class Waits {
  /** Attempts that failed one after the other. */
  private failures = 0;
  private readonly world: Pick<World, 'clock' | 'random'>;
  private readonly health: Health;
  private readonly ending: Ending;

  constructor(world: Pick<World, 'clock' | 'random'>, health: Health, ending: Ending) {
    this.world = world;
    this.health = health;
    this.ending = ending;
  }

  /** The backend has decided about events: the next wait is a short one. */
  answered(): void {
    this.failures = 0;
  }

  /** Says what is wrong, and waits until the next attempt; false at the end. */
  async afterTrouble({ cause, isLasting, askedMs }: Trouble): Promise<boolean> {
    this.failures += 1;
    this.health.failed({ cause, isLasting });
    const random = Number.parseInt(this.world.random(4), 16) / 2 ** 32;
    if (isLasting) return this.wait(Math.max(LASTING_MS, askedMs ?? 0));
    return this.wait(askedMs ?? backoff(this.failures, random));
  }

  /** Does something until it says no more in words why it cannot, with waits in between; false at the end. */
  async until(work: () => Promise<string | null>): Promise<boolean> {
    for (;;) {
      const fault = await work();
      if (fault === null) return true;
      if (!(await this.afterTrouble({ cause: fault, isLasting: true, askedMs: null }))) return false;
    }
  }

  /** A wait that draining cuts short is followed by an attempt at once, unless the backend fails. */
  private async wait(ms: number): Promise<boolean> {
    const { draining, over, isPatient } = this.ending;
    const isHopeless = (): boolean => draining.aborted && !isPatient && this.health.state === 'failing';
    if (isHopeless()) return false;
    try {
      await this.world.clock.sleep(ms, draining.aborted ? over : draining);
    } catch (error) {
      if (!draining.aborted) throw error;
    }
    return !over.aborted && !isHopeless();
  }
}
