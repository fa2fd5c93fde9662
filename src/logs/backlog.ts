// What was there before following began: of all sources together, only the last so many events are shown.
import { orAborted } from '../core/or-aborted.ts';
import { mergedParts } from '../events/merge.ts';
import { LastRecords, type Records } from '../events/records.ts';
import type { LiveOutput } from './live-output.ts';

/** More old events than this of one source, where all are wanted, go out before the others have caught up. */
const MOST_OLD_BYTES = 4 * 1024 * 1024;

/** More news than this of one source wait until the others have caught up. */
const MOST_FRESH_BYTES = 4 * 1024 * 1024;

/** Stands for the number of a source where records come from several. */
const OF_ALL = -1;

/** One source's way to the output. */
export interface Place {
  push(records: Records): Promise<void>;
  /** From now on the source gives news. */
  caughtUp(): Promise<void>;
}

/** Collects the old events of all sources, shows the last of them in order, and lets the new ones pass. */
export class Backlog {
  readonly #live: LiveOutput;
  readonly #signal: AbortSignal;
  readonly #most: number | null;
  readonly #sources: number;
  #behind: number;
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
    this.#sources = sources;
    this.#behind = sources;
    this.#most = most;
    this.#live = live;
    this.#signal = signal;
    this.#shown = new Promise((resolve) => (this.#show = resolve));
  }

  /** The way of one source, by its number. */
  place(source: number): Place {
    const old = new LastRecords(this.#most ?? Infinity);
    this.#old.push(old);
    let behind = true;
    return {
      push: async (records) => {
        if (this.#behind === 0) {
          await this.#untilShown();
          return this.#live.push(records, source);
        }
        if (!behind) return this.#keepFresh(records);
        // All of one source's events: they are in order, and there is nothing to wait for.
        if (this.#most === null && this.#sources === 1) return this.#live.push(records, source);
        old.add(records);
        if (this.#most === null && old.bytes > MOST_OLD_BYTES) await this.#live.push(old.take(), source);
      },
      caughtUp: async () => {
        if (!behind) return;
        behind = false;
        this.#behind -= 1;
        if (this.#behind === 0) await this.#showAll();
      },
    };
  }

  async #keepFresh(records: Records): Promise<void> {
    this.#fresh.push(records);
    this.#freshBytes += records.text.length;
    if (this.#freshBytes > MOST_FRESH_BYTES) await this.#untilShown();
  }

  /** Not for ever: what shows the old events may have failed. */
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
