// The totals of a reading: counts and sums, and requests without an end.
import type { Product, Shown } from '../events/collect.ts';
import type { Digest } from '../events/digest.ts';
import { RecordBuilder, type Records } from '../events/records.ts';
import { OpenRequests, type OpenRequest } from '../events/requests.ts';
import { Statistics, type Fact } from '../events/statistics.ts';
import { Tally } from '../events/tally.ts';
import type { Faults } from './faults.ts';

/** Adds up the digests of all sources. */
export class Account {
  readonly tally = new Tally();
  readonly statistics = new Statistics();
  readonly faults: Faults;
  readonly #product: Product;

  constructor(product: Product, faults: Faults) {
    this.#product = product;
    this.faults = faults;
  }

  add({ counts, sums, bodiless }: Digest): void {
    this.tally.merge(counts);
    if (sums !== null) this.statistics.merge(sums);
    this.faults.bodiless += bodiless;
  }

  /** Shows requests whose end was not seen; gives the records of those that are lines. */
  show(requests: readonly OpenRequest<Shown>[]): Records {
    const records = new RecordBuilder();
    for (const { shown, time } of requests.toSorted((a, b) => a.time - b.time)) {
      if (this.#product.kind === 'lines') records.addBytes(shown as Uint8Array, time);
      else if (this.#product.kind === 'top') this.tally.add(shown as string);
      else this.statistics.add(shown as Fact, () => (shown as Fact).text);
    }
    return records.take();
  }
}

/**
 * The records of one source's digests. Requests that did not end are put into `unfinished` when the
 * source has ended, for the caller to show after everything else.
 */
export async function* recordsOf(
  digests: AsyncIterable<Digest>,
  account: Account,
  unfinished: OpenRequest<Shown>[],
): AsyncGenerator<Records> {
  const open = new OpenRequests<Shown>();
  for await (const digest of digests) {
    account.add(digest);
    const crowdedOut = open.update(digest.ended, digest.opened);
    if (crowdedOut.length > 0) yield account.show(crowdedOut);
    yield digest.records;
  }
  unfinished.push(...open.takeUntil(Infinity));
}
