// The events from before following began: only the last few of all sources together are shown.
import { orAborted } from '../core/or-aborted.ts';
import { mergedParts } from '../events/merge.ts';
import { LastRecords, type Records } from '../events/records.ts';
import type { LiveOutput } from './live-output.ts';

/** When all old events are wanted, a source with more than this is written before the others have caught up. */
const MOST_OLD_BYTES = 4 * 1024 * 1024;

/** When more new events than this are held for one source, it waits until the others have caught up. */
const MOST_FRESH_BYTES = 4 * 1024 * 1024;

/** Stands for the number of a source where records come from several. */
const OF_ALL = -1;

/** Where one source puts its records. */
export interface Place {
  push(records: Records): Promise<void>;
  /** From now on the source gives new events. */
  caughtUp(): Promise<void>;
}

/** Collects the old events of all sources, shows the last of them in order, and passes the new ones on. */
export class Backlog {
  readonly #live: LiveOutput;
  readonly #signal: AbortSignal;
  readonly #most: number | null;
  #catchingUp: number;
  readonly #old: LastRecords[] = [];
  readonly #fresh: Records[] = [];
  #freshBytes = 0;
  /** Whether fewer of the last events were kept than were asked for. */
  cut = false;
  readonly #shown: Promise<void>;
  #isShown = false;
  #show: () => void = () => undefined;

  /** `most`: how many of the old events to show, null for all. The signal ends every wait for other sources. */
  constructor(sources: number, most: number | null, live: LiveOutput, signal: AbortSignal) {
    this.#catchingUp = sources;
    this.#most = most;
    this.#live = live;
    this.#signal = signal;
    this.#shown = new Promise((resolve) => (this.#show = resolve));
  }

  /** The place of one source, by its number. */
  place(source: number): Place {
    const old = new LastRecords(this.#most ?? Infinity);
    this.#old.push(old);
    let catchingUp = true;
    return {
      push: async (records) => {
        if (this.#catchingUp === 0) {
          await this.#untilShown();
          return this.#live.push(records, source);
        }
        if (!catchingUp) return this.#keepFresh(records);
        // All of one source's events: they are in order, and there is nothing to wait for.
        if (this.#most === null && this.#isLast(old)) {
          if (old.bytes > 0) await this.#live.push(old.take(), source);
          return this.#live.push(records, source);
        }
        old.add(records);
        if (this.#most === null && old.bytes > MOST_OLD_BYTES) await this.#live.push(old.take(), source);
      },
      caughtUp: async () => {
        if (!catchingUp) return;
        catchingUp = false;
        this.#catchingUp -= 1;
        if (this.#catchingUp === 0) await this.#showAll();
      },
    };
  }

  /** Whether all other sources have caught up, and had nothing. */
  #isLast(old: LastRecords): boolean {
    return this.#catchingUp === 1 && this.#old.every((each) => each === old || each.bytes === 0);
  }

  async #keepFresh(records: Records): Promise<void> {
    this.#fresh.push(records);
    this.#freshBytes += records.text.length;
    if (this.#freshBytes > MOST_FRESH_BYTES) await this.#untilShown();
  }

  /** Ends with the signal: what shows the old events may have failed. */
  async #untilShown(): Promise<void> {
    if (!this.#isShown) await orAborted(this.#shown, this.#signal);
  }

  async #showAll(): Promise<void> {
    const last = new LastRecords(this.#most ?? Infinity);
    last.add(mergedParts(this.#old.map((records) => records.take())));
    this.cut = last.cut || this.#old.some(({ cut }) => cut);
    await this.#live.push(last.take(), OF_ALL);
    await this.#live.push(mergedParts(this.#fresh.splice(0)), OF_ALL);
    this.#isShown = true;
    this.#show();
  }
}
