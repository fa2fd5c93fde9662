// The real clock.
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../core/ports.ts';

/** Real time. */
export const clock: Clock = {
  now: () => new Date(),
  timeout: (ms) => AbortSignal.timeout(ms),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
