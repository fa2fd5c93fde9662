// What `logs --top` and `logs --stats` print: a table for people, documents for programs.
import { asBytes } from '../core/screen-text.ts';
import type { Paint } from '../core/paint.ts';
import type { Product } from '../events/collect.ts';
import { statisticsText, type Sums } from '../events/statistics.ts';
import { tallyTable } from '../events/tally.ts';
import type { Summary } from '../logs/show.ts';
import { documentLine, type ContentOf } from '../report/answer.ts';

/** The summary that ends a reading; empty where the events themselves were printed. */
export function summaryFor(product: Product, json: boolean, paint: Paint): Summary {
  if (product.kind === 'lines') return () => new Uint8Array(0);
  if (product.kind === 'stats') {
    return ({ statistics, faults }) =>
      json
        ? asBytes(documentLine('kind-audit.logs-stats/v1', { ...forPrograms(statistics.sums()), leftOut: faults.rows }))
        : statisticsText(statistics.sums(), paint);
  }
  const field = product.by;
  if (!json) return ({ tally }) => tallyTable(tally, field, paint);
  return ({ tally, faults }) => {
    const values = tally
      .ranked()
      .map(([value, events]) => documentLine('kind-audit.logs-top/v1', { field, value, events }));
    const leftOut = faults.rows.map((row) => documentLine('kind-audit.logs-left-out/v1', row));
    // Bytes, since a text has a greatest length.
    return Buffer.concat([...leftOut, ...values].map(asBytes));
  };
}

function forPrograms({ first, last, levels, ...sums }: Sums): Omit<ContentOf<'kind-audit.logs-stats/v1'>, 'leftOut'> {
  return {
    ...sums,
    from: Number.isFinite(first) ? first : null,
    to: Number.isFinite(last) ? last : null,
    levels: levels.map(([level, events]) => ({ level, events })),
  };
}
