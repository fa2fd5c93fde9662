// What is made of the wanted events of a block: lines, counts, or sums.
import type { AuditEvent } from './audit-event.ts';
import { countable, type Countable } from './fields.ts';
import { noRecords, RecordBuilder, type Records } from './records.ts';
import { renderer, type Look } from './render.ts';
import { factReader, factText, Statistics, type Fact, type Sums } from './statistics.ts';
import { Tally } from './tally.ts';

/** What is made of the events. */
export type Product =
  | { readonly kind: 'lines'; readonly look: Look }
  | { readonly kind: 'top'; readonly by: Countable }
  | { readonly kind: 'stats' };

/** What one event adds to the product. */
export type Shown = Uint8Array | string | Fact;

/** A block's share of the product, as plain data. */
export interface Collected {
  readonly records: Records;
  readonly counts: readonly (readonly [string, number])[];
  readonly sums: Sums | null;
}

/** Where the wanted events of one block go. */
export interface Collector {
  add(event: AuditEvent, start: number, end: number, time: number): void;
  /** What the event would add, for later. */
  show(event: AuditEvent, start: number, end: number): Shown;
  finish(memory: ArrayBuffer | undefined): Collected;
}

const nothing = { records: noRecords, counts: [], sums: null } as const;

/** Builds the collectors of a product: one for each block. */
export async function collector(product: Product): Promise<(block: Buffer, now: number) => Collector> {
  if (product.kind === 'top') {
    const value = countable[product.by];
    return () => {
      const tally = new Tally();
      return {
        add: (event) => tally.add(value(event)),
        show: value,
        finish: () => ({ ...nothing, counts: tally.entries() }),
      };
    };
  }
  if (product.kind === 'stats') {
    const fact = factReader();
    return () => {
      const statistics = new Statistics();
      return {
        add: (event, start, end) => statistics.add(fact(event, end - start + 1), () => factText(event)),
        show: (event, start, end) => ({ ...fact(event, end - start + 1), text: factText(event) }),
        finish: () => ({ ...nothing, sums: statistics.sums() }),
      };
    };
  }
  const { look } = product;
  if (look.form === 'json') {
    const records = new RecordBuilder();
    return (block) => {
      return {
        add: (_event, start, end, time) => records.addLine(block, start, end, time),
        show: (_event, start, end) => Buffer.concat([block.subarray(start, end), Buffer.from('\n')]),
        finish: (memory) => ({ ...nothing, records: records.take(memory) }),
      };
    };
  }
  const render = await renderer(look);
  const records = new RecordBuilder();
  return (_block, now) => {
    return {
      add: (event, _start, _end, time) => records.addText(render(event, now), time),
      show: (event) => Buffer.from(render(event, now)),
      finish: (memory) => ({ ...nothing, records: records.take(memory) }),
    };
  };
}
