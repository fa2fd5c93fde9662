// The events of several followed sources, put in order and written with little delay.
import type { Clock, Output } from '../core/ports.ts';
import { RecordBuilder, recordAt, type Records } from '../events/records.ts';

/** How long an event waits at most for earlier ones of other sources, in milliseconds. */
const HOLD_MS = 120;
const TICK_MS = 15;

/** When more bytes than this wait, the sources wait too. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Where followed records go; `source` is the number of the source that they come from. */
export interface LiveOutput {
  push(records: Records, source: number): Promise<void>;
}

/** Writes the records of one source as they come, until the signal is aborted. */
export function directOutput(out: Pick<Output, 'write'>, signal: AbortSignal): LiveOutput {
  return {
    async push({ text }) {
      if (text.length > 0) await out.write(text, signal);
    },
  };
}

/** What an ordered output needs. */
export interface LiveParts {
  readonly out: Pick<Output, 'write'>;
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly time: number;
  readonly arrived: number;
}

/**
 * Holds every record back until each other source has given a later one, so that all come out in the
 * order of their times; a source that is silent is not waited for long.
 */
export class OrderedOutput implements LiveOutput {
  readonly #out: Pick<Output, 'write'>;
  readonly #clock: LiveParts['clock'];
  readonly #signal: AbortSignal;
  /** The latest time that each source has given. */
  readonly #newest: number[];
  #waiting: Waiting[] = [];
  #bytes = 0;

  /** The signal must be aborted when `run` is over: no room is made then for a source that waits. */
  constructor({ out, clock, signal }: LiveParts, sources: number) {
    this.#out = out;
    this.#clock = clock;
    this.#signal = signal;
    this.#newest = Array.from({ length: sources }, () => -Infinity);
  }

  async push(records: Records, source: number): Promise<void> {
    const arrived = this.#clock.monotonic();
    let last = this.#newest[source] ?? -Infinity;
    for (const [index, time] of records.times.entries()) {
      if (time > last) last = time;
      // Without a time it stays after the one before it.
      this.#waiting.push({ bytes: recordAt(records, index), time: Number.isNaN(time) ? last : time, arrived });
    }
    if (source in this.#newest) this.#newest[source] = last;
    this.#bytes += records.text.length;
    while (this.#bytes > MOST_BYTES) await this.#clock.sleep(TICK_MS, this.#signal);
  }

  /** Writes until the signal is aborted or `over` says that nothing more will come. */
  async run(over: () => boolean): Promise<void> {
    for (;;) {
      const last = over();
      await this.#flush(last);
      if (last) return;
      await this.#clock.sleep(TICK_MS, this.#signal);
    }
  }

  async #flush(all: boolean): Promise<void> {
    if (this.#waiting.length === 0) return;
    const patience = this.#clock.monotonic() - HOLD_MS;
    const crowded = this.#bytes > MOST_BYTES;
    let until = all || crowded ? Infinity : Math.min(...this.#newest);
    for (const { time, arrived } of this.#waiting) if (arrived <= patience && time > until) until = time;
    const due = this.#waiting.filter(({ time }) => time <= until);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter(({ time }) => time > until);
    const builder = new RecordBuilder();
    for (const { bytes, time } of due.toSorted((a, b) => a.time - b.time)) builder.addBytes(bytes, time);
    const { text } = builder.take();
    await this.#out.write(text, this.#signal);
    this.#bytes -= text.length;
  }
}
