// Sums of a replay: events and bytes before and after, by some key, within bounded memory.

/** What became of an event. */
export type Fate = 'same' | 'raised' | 'lowered' | 'dropped';

/** Events and bytes of one key. */
export interface Sum {
  /** Events that the log holds, or that the baseline would have let through. */
  events: number;
  bytes: number;
  /** Of these under the new policy. */
  kept: number;
  keptBytes: number;
  dropped: number;
  raised: number;
  lowered: number;
}

export type KeyedSum = Sum & { readonly key: string };

export const emptySum = (): Sum => ({ events: 0, bytes: 0, kept: 0, keptBytes: 0, dropped: 0, raised: 0, lowered: 0 });

/** More different keys than this are counted together. */
const MOST_KEYS = 20_000;
const OTHERS = '(others)';

/** Sums by key. */
export class Sums {
  private readonly sums = new Map<string, Sum>();

  add(key: string, fate: Fate, before: number, after: number): void {
    addTo(this.of(key), fate, before, after);
  }

  of(key: string): Sum {
    const found = this.sums.get(key);
    if (found !== undefined) return found;
    if (this.sums.size >= MOST_KEYS && key !== OTHERS) return this.of(OTHERS);
    const sum = emptySum();
    this.sums.set(key, sum);
    return sum;
  }

  /** Those with the most bytes before or after first. */
  ranked(): readonly KeyedSum[] {
    const size = ({ bytes, keptBytes }: Sum): number => Math.max(bytes, keptBytes);
    return this.byKey().toSorted((a, b) => size(b) - size(a));
  }

  byKey(): readonly KeyedSum[] {
    return [...this.sums].map(([key, sum]) => ({ key, ...sum })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }
}

export function addTo(sum: Sum, fate: Fate, before: number, after: number): void {
  sum.events += 1;
  sum.bytes += before;
  if (fate === 'dropped') {
    sum.dropped += 1;
    return;
  }
  sum.kept += 1;
  sum.keptBytes += after;
  if (fate === 'raised') sum.raised += 1;
  if (fate === 'lowered') sum.lowered += 1;
}
