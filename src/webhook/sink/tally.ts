// What a sink has received, counted.
import type { World } from '../../core/ports.ts';
import type { Item } from './items.ts';
import { KnownEvents } from './known-events.ts';
import { Numbering, type Numbers } from './numbering.ts';

/** Requests by what came of them. */
export interface RequestCounts {
  /** Answered with 200. */
  accepted: number;
  /** Answered with an error because of what they are: no JSON, another path, a client that is not accepted. */
  rejected: number;
  /** Answered with an error on purpose. */
  failed: number;
  /** Accepted, and then closed without an answer on purpose. */
  dropped: number;
  /** Sent elsewhere on purpose. */
  redirected: number;
  /** Closed without an answer in an outage that was asked for, or since their sender left. */
  unanswered: number;
}

/** Counts of what was received. An event that comes again counts once. */
export interface Counts {
  readonly requests: Readonly<RequestCounts>;
  readonly events: number;
  /** The same bytes again. */
  readonly repeats: number;
  /** The same audit ID and stage with other bytes; each is one of the events. */
  readonly conflicts: number;
  /** Of the accepted bodies, unpacked. */
  readonly bytes: number;
  /** Events that are too old to be remembered: a repeat of one of them counts as an event. */
  readonly forgotten: number;
  /** Null where no series was named. */
  readonly numbers: Numbers | null;
}

/** Counts requests and events. */
export class Tally {
  readonly requests: RequestCounts = { accepted: 0, rejected: 0, failed: 0, dropped: 0, redirected: 0, unanswered: 0 };
  readonly #sha256: World['sha256'];
  readonly #known: KnownEvents;
  readonly #numbering: Numbering | null;
  #events = 0;
  #repeats = 0;
  #conflicts = 0;
  #bytes = 0;

  /** `series` is the prefix of the names of numbered objects. */
  constructor(sha256: World['sha256'], series: string | null, known = new KnownEvents()) {
    this.#sha256 = sha256;
    this.#known = known;
    this.#numbering = series === null ? null : new Numbering(series);
  }

  get events(): number {
    return this.#events;
  }

  addBytes(count: number): void {
    this.#bytes += count;
  }

  /** Counts an event; whether it is none that came before. */
  add({ bytes, identity, objectName }: Item): boolean {
    const content = this.#sha256(bytes);
    const kinship = this.#known.add(identity === '' ? content : this.#sha256(identity), content);
    this.#numbering?.add(objectName);
    if (kinship === 'repeat') {
      this.#repeats += 1;
      return false;
    }
    this.#events += 1;
    if (kinship === 'conflict') this.#conflicts += 1;
    return true;
  }

  counts(): Counts {
    return {
      requests: { ...this.requests },
      events: this.#events,
      repeats: this.#repeats,
      conflicts: this.#conflicts,
      bytes: this.#bytes,
      forgotten: this.#known.forgotten,
      numbers: this.#numbering?.numbers() ?? null,
    };
  }
}
