// Turns the wanted events of a stretch of a log into lines, counts, or sums.
import type { AuditEvent } from './audit-event.ts';
import { countable, type Countable } from './fields.ts';
import { noRecords, RecordBuilder, type Records } from './records.ts';
import { renderer, type Line, type Look } from './render.ts';
import { factReader, factText, Statistics, type Fact, type Sums } from './statistics.ts';
import { Tally } from './tally.ts';

/** What the events are turned into. */
export type Product =
  | { readonly kind: 'lines'; readonly look: Look }
  | { readonly kind: 'top'; readonly by: Countable }
  | { readonly kind: 'stats' };

/** What one event adds to the product. */
export type Shown = Uint8Array | string | Fact;

/** A stretch's share of the product, as plain data. */
export interface Collected {
  readonly records: Records;
  readonly counts: readonly (readonly [string, number])[];
  readonly sums: Sums | null;
  /** Events that were shown without their bodies, since these are too large or too deep. */
  readonly bodiless: number;
}

/** Where the wanted events of one stretch go. */
export interface Collector {
  add(event: AuditEvent, line: Line, time: number): void;
  /** What the event would add, for later. */
  show(event: AuditEvent, line: Line): Shown;
  finish(): Collected;
}

const nothing = { records: noRecords, counts: [], sums: null, bodiless: 0 } as const;

/** Gives the collector of one stretch; `memory` is used for the text of its records while it is large enough. */
export type StretchCollector = (now: number, memory: ArrayBuffer | undefined) => Collector;

/** Builds what a product needs. */
export async function collector(product: Product): Promise<StretchCollector> {
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
        add: (event, { start, end }) => statistics.add(fact(event, end - start + 1), () => factText(event)),
        show: (event, { start, end }) => ({ ...fact(event, end - start + 1), text: factText(event) }),
        finish: () => ({ ...nothing, sums: statistics.sums() }),
      };
    };
  }
  const { look } = product;
  if (look.form === 'json' && look.columns === null) {
    const records = new RecordBuilder();
    return (_now, memory) => {
      records.use(memory);
      return {
        add: (_event, { block, start, end }, time) => records.addLine(block, start, end, time),
        show: (_event, { block, start, end }) => Buffer.concat([block.subarray(start, end), Buffer.from('\n')]),
        finish: () => ({ ...nothing, records: records.take() }),
      };
    };
  }
  const render = await renderer(look);
  const records = new RecordBuilder();
  return (now, memory) => {
    records.use(memory);
    let bodiless = 0;
    const onCut = (): void => {
      bodiless += 1;
    };
    return {
      add: (event, line, time) => records.addText(render(event, line, now, onCut), time),
      show: (event, line) => Buffer.from(render(event, line, now, onCut)),
      finish: () => ({ ...nothing, records: records.take(), bodiless }),
    };
  };
}
