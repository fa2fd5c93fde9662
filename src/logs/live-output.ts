// The events of several followed sources, put in order and written with little delay.
import type { Clock, Output } from '../core/ports.ts';
import { RecordBuilder, recordAt, type Records } from '../events/records.ts';

/** How long an event waits at most for earlier ones of other sources, in milliseconds. */
const HOLD_MS = 120;
const TICK_MS = 15;

/** A source that nobody waits for is waited for after all while it gives records, until it gave none for so long. */
const REST_MS = 2000;

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
  /** The latest time that each source has given, and when it has given it; -Infinity where it has not. */
  readonly #newest: number[];
  readonly #gaveAt: number[];
  readonly #isBeside: readonly boolean[];
  #waiting: Waiting[] = [];
  #bytes = 0;

  /**
   * The signal must be aborted when `run` is over: no room is made then for a source that waits. Of each source
   * `isBeside` says whether it is silent most of the time, so that nobody waits for it.
   */
  constructor({ out, clock, signal }: LiveParts, isBeside: readonly boolean[]) {
    this.#out = out;
    this.#clock = clock;
    this.#signal = signal;
    this.#isBeside = isBeside;
    this.#newest = isBeside.map(() => -Infinity);
    this.#gaveAt = isBeside.map(() => -Infinity);
  }

  async push(records: Records, source: number): Promise<void> {
    if (records.text.length === 0) return;
    const arrived = this.#clock.monotonic();
    if (source in this.#gaveAt) this.#gaveAt[source] = arrived;
    if (this.#waiting.length === 0 && this.#waitedFor(arrived).length <= 1) {
      // Nothing to wait for: one log's events stay in its order.
      if (source in this.#newest) this.#newest[source] = records.times.reduce(later, this.#newest[source] ?? -Infinity);
      await this.#out.write(records.text, this.#signal);
      return;
    }
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

  /** The numbers of the sources whose next records are waited for. */
  #waitedFor(now: number): readonly number[] {
    return [...this.#newest.keys()].filter(
      (source) => this.#isBeside[source] !== true || now - (this.#gaveAt[source] ?? -Infinity) < REST_MS,
    );
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
    const now = this.#clock.monotonic();
    const patience = now - HOLD_MS;
    const crowded = this.#bytes > MOST_BYTES;
    const newest = this.#waitedFor(now).map((source) => this.#newest[source] ?? -Infinity);
    let until = all || crowded ? Infinity : newest.reduce((least, time) => Math.min(least, time), Infinity);
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

function later(latest: number, time: number): number {
  return time > latest ? time : latest;
}
