// The parts of the YAML collections that are open: items and entries, those of the innermost collection last.
// One list for all: a list for each collection would be thrown away as soon as that is finished.
import type { Entry, Tree } from '../tree.ts';

/** An entry, and what distinguishes it from others. */
export interface MarkedEntry extends Entry {
  /** What its key is, which is finer than its text: 1 is neither 1.0 nor "1". */
  readonly identity: unknown;
  /** It came by a merge (`<<`). */
  readonly merged: boolean;
}

/** More entries than this are looked up by a map. */
const FEW = 12;

/** The items of open sequences. */
export class OpenItems {
  private readonly list: Tree[] = [];
  private end = 0;

  /** Where the items of a sequence begin that is opened now. */
  open(): number {
    return this.end;
  }

  /** Adds an item to the innermost sequence. */
  add(item: Tree): void {
    this.list[this.end] = item;
    this.end += 1;
  }

  /** Ends the innermost sequence, which begins at `from`, and gives its items. */
  close(from: number): readonly Tree[] {
    const items = this.list.slice(from, this.end);
    this.end = from;
    return items;
  }
}

/** The entries of open mappings. */
export class OpenEntries {
  private readonly list: MarkedEntry[] = [];
  private readonly places = new Map<number, Map<unknown, number>>();
  private end = 0;

  /** Where the entries of a mapping begin that is opened now. */
  open(): number {
    return this.end;
  }

  /** Adds an entry to the mapping that begins at `from`, the innermost; gives the entry whose place it takes, if one does. */
  set(from: number, entry: MarkedEntry): MarkedEntry | undefined {
    const place = this.placeOf(from, entry.identity);
    const before = place < 0 ? undefined : this.list[place];
    if (before !== undefined) {
      this.list[place] = entry;
      return before;
    }
    if (this.end - from > FEW) this.places.get(from)?.set(entry.identity, this.end);
    this.list[this.end] = entry;
    this.end += 1;
    return undefined;
  }

  /** Ends the mapping that begins at `from`, and gives its entries. */
  close(from: number): readonly MarkedEntry[] {
    const entries = this.list.slice(from, this.end);
    if (entries.length > FEW) this.places.delete(from);
    this.end = from;
    return entries;
  }

  private placeOf(from: number, identity: unknown): number {
    const { list, end } = this;
    if (end - from <= FEW) {
      for (let place = from; place < end; place += 1) if (list[place]?.identity === identity) return place;
      return -1;
    }
    let places = this.places.get(from);
    if (places === undefined) {
      places = new Map(list.slice(from, end).map((entry, index) => [entry.identity, from + index]));
      this.places.set(from, places);
    }
    return places.get(identity) ?? -1;
  }
}
