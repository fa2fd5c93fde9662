// The entries of one YAML mapping while it is put together.
import type { Entry } from '../tree.ts';

/** An entry, and what tells it from others. */
export interface MarkedEntry extends Entry {
  /** What its key is, which is finer than its text: 1 is neither 1.0 nor "1". */
  readonly identity: unknown;
  /** It came by a merge (`<<`). */
  readonly merged: boolean;
}

/** More entries than this are looked up by a map. */
const FEW = 12;

/** Entries by the identity of their keys. */
export class Entries {
  readonly list: MarkedEntry[] = [];
  private places: Map<unknown, number> | undefined;

  /** Gives the entry whose place a new one takes, if there is one. */
  set(entry: MarkedEntry): MarkedEntry | undefined {
    const place = this.placeOf(entry.identity);
    const before = this.list[place];
    if (before === undefined) {
      this.places?.set(entry.identity, this.list.length);
      this.list.push(entry);
    } else {
      this.list[place] = entry;
    }
    return before;
  }

  private placeOf(identity: unknown): number {
    const { list } = this;
    if (list.length <= FEW) {
      for (let place = 0; place < list.length; place += 1) if (list[place]?.identity === identity) return place;
      return -1;
    }
    this.places ??= new Map(list.map((entry, place) => [entry.identity, place]));
    return this.places.get(identity) ?? -1;
  }
}
