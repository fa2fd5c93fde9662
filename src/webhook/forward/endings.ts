// How a forwarder ends: what waits is delivered for a while, and stays in the spool after that.
import type { World } from '../../core/ports.ts';
import type { Ending } from '../deliver/waits.ts';

/** Milliseconds for what waits, after SIGTERM. */
const DRAIN_MS = 10_000;

/** The end of all deliveries. */
export class Endings implements Ending {
  readonly isPatient: boolean;
  private readonly drains = new AbortController();
  private readonly ends = new AbortController();

  /** `isPatient`: it drains from the start on, for as long as that takes. */
  constructor(isPatient: boolean) {
    this.isPatient = isPatient;
    if (isPatient) this.drains.abort(new Error('drains'));
  }

  get draining(): AbortSignal {
    return this.drains.signal;
  }

  get over(): AbortSignal {
    return this.ends.signal;
  }

  /** Ends them soon. */
  drain({ timeout }: Pick<World['clock'], 'timeout'>): void {
    this.drains.abort(new Error('drains'));
    timeout(DRAIN_MS).addEventListener('abort', () => this.end(), { once: true });
  }

  /** Ends them now. */
  end(): void {
    this.drains.abort(new Error('over'));
    this.ends.abort(new Error('over'));
  }
}
