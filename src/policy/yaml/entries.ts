// The entries of one YAML mapping while it is put together.
import type { Entry } from '../text/tree.ts';

type MarkedEntry = Entry & { readonly merged: boolean };

/** More entries than this are looked up by a map. */
const FEW = 12;

/** Entries by the identity of their keys, which is finer than their text: 1 is neither 1.0 nor "1". */
export class Entries {
  readonly list: MarkedEntry[] = [];
  private readonly identities: unknown[] = [];
  private places: Map<unknown, number> | undefined;

  /** Gives the entry whose place a new one takes, if there is one. */
  set(identity: unknown, entry: MarkedEntry): MarkedEntry | undefined {
    const place = this.placeOf(identity);
    const before = this.list[place];
    if (before === undefined) {
      this.places?.set(identity, this.list.length);
      this.identities.push(identity);
      this.list.push(entry);
    } else {
      this.list[place] = entry;
    }
    return before;
  }

  private placeOf(identity: unknown): number {
    if (this.list.length <= FEW) return this.identities.indexOf(identity);
    this.places ??= new Map(this.identities.map((known, place) => [known, place]));
    return this.places.get(identity) ?? -1;
  }
}
