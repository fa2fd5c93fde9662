// How a backend does: what was delivered, what is wrong, and one line for each change of that.
import { formatDuration } from '../../core/duration.ts';
import type { World } from '../../core/ports.ts';
import type { Trouble } from './verdict.ts';

/** `waiting`: something went wrong that may pass within seconds; `failing`: it lasts. */
export type HealthState = 'ok' | 'waiting' | 'failing';

/** Trouble that passes is worth a line when it has lasted so long: milliseconds. */
const FAILING_AFTER_MS = 10_000;

/** What was wrong, and when: milliseconds since 1970. */
export interface LastError {
  readonly time: number;
  readonly cause: string;
}

export class Health {
  state: HealthState = 'ok';
  /** What is wrong now, in words about the backend; null where nothing is. */
  cause: string | null = null;
  /** Milliseconds since 1970; null where there was none. */
  lastSuccess: number | null = null;
  lastError: LastError | null = null;
  delivered = 0;
  /** Requests that were sent again. */
  repeats = 0;
  /** Events that it refused in this run. */
  refused = 0;
  readonly requests = { succeeded: 0, failed: 0, ms: 0 };
  private since = 0;
  private readonly world: Pick<World, 'clock' | 'report'>;
  private readonly name: string;
  private readonly onChange: () => void;

  /** `onChange` is called whenever something of it is another. */
  constructor(world: Pick<World, 'clock' | 'report'>, name: string, onChange: () => void = () => undefined) {
    this.world = world;
    this.name = name;
    this.onChange = onChange;
  }

  /** A request with so many events was accepted; it took so many milliseconds. */
  succeeded(events: number, ms: number): void {
    this.delivered += events;
    this.requests.succeeded += 1;
    this.requests.ms += ms;
    this.lastSuccess = this.world.clock.now().getTime();
    this.answers();
  }

  /** It answers, whatever it thinks of the events. */
  private answers(): void {
    const { state, world } = this;
    if (state === 'failing') {
      const lasted = formatDuration(world.clock.monotonic() - this.since);
      this.say('info', `accepts events again, after ${lasted}`);
    }
    this.state = 'ok';
    this.cause = null;
    this.onChange();
  }

  /** A request was not accepted because of its events. */
  rejected(cause: string): void {
    this.requests.failed += 1;
    this.lastError = { time: this.world.clock.now().getTime(), cause };
  }

  /** An event was refused even alone, and is kept in a folder. */
  refusedEvent(cause: string, folder: string): void {
    this.refused += 1;
    this.answers();
    if (this.refused === 1)
      this.say('warn', `refuses events (${cause}): they are kept in ${folder}, and the others are delivered`);
  }

  /** Events could not be sent, or not be accepted, for a reason that is not theirs. */
  failed({ cause, isLasting }: Pick<Trouble, 'cause' | 'isLasting'>): void {
    const { clock } = this.world;
    const before = this.state;
    if (before === 'ok') this.since = clock.monotonic();
    this.lastError = { time: clock.now().getTime(), cause };
    this.onChange();
    const isNew = this.cause !== cause;
    this.cause = cause;
    if (before !== 'failing' && !isLasting && clock.monotonic() - this.since < FAILING_AFTER_MS) {
      this.state = 'waiting';
      return;
    }
    this.state = 'failing';
    if (before !== 'failing') this.say('warn', `fails, and its events wait: it ${cause}`);
    else if (isNew) this.say('warn', `still fails: it ${cause}`);
  }

  private say(level: 'info' | 'warn', text: string): void {
    this.world.report({ type: 'note', level, text: `${this.name} ${text}` });
  }
}
