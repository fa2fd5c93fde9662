// What is sent at once: the events of batches that follow each other, and the bytes of some of them.
import { readBatch, type Batch } from '../body/batch.ts';
import type { ByteBuffer } from '../splice/byte-buffer.ts';
import { onOneLine } from '../splice/one-line.ts';
import type { Splicer } from '../splice/splicer.ts';
import type { SpoolRecord } from '../spool/whole-records.ts';

/** How events stand in a body. */
export type PayloadFormat = 'eventlist' | 'ndjson';

/** Some of the events of a payload, counted from 0. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

interface Part {
  readonly record: SpoolRecord;
  readonly batch: Batch;
  /** The number of its first event in the payload. */
  readonly first: number;
}

const COMMA = Buffer.from(',');
const LINE_END = Buffer.from('\n');
const LIST_END = Buffer.from(']}\n');

/** Batches whose lists are of one version: what it is stands once before them. */
export class Payload {
  readonly events: number;
  private readonly parts: readonly Part[];
  private readonly listStart: Uint8Array;

  constructor(parts: readonly Part[]) {
    this.parts = parts;
    const last = parts.at(-1);
    this.events = last === undefined ? 0 : last.first + countOf(last);
    const version = parts[0]?.batch.apiVersion ?? '';
    const apiVersion = version === '' ? '' : `"apiVersion":${JSON.stringify(version)},`;
    this.listStart = Buffer.from(`{"kind":"EventList",${apiVersion}"metadata":{},"items":[`);
  }

  /** The record that an event is of, and its number in it. */
  origin(event: number): { readonly record: SpoolRecord; readonly index: number } {
    const part = this.parts.findLast(({ first }) => first <= event);
    if (part === undefined) throw new Error(`no event ${event} in this payload`);
    return { record: part.record, index: event - part.first };
  }

  /** The number of the last record of which no event is at `end` or after it; null where there is none. */
  lastBefore(end: number): number | null {
    return this.parts.findLast((part) => part.first + countOf(part) <= end)?.record.sequence ?? null;
  }

  /** Appends the body of a request with some of the events. `spliceFor` gives what puts the annotations of a record in. */
  write({ from, to }: Range, format: PayloadFormat, spliceFor: (origin: string) => Splicer, into: ByteBuffer): void {
    if (format === 'eventlist') into.append(this.listStart);
    let event = from;
    for (const part of this.parts) {
      const end = Math.min(to, part.first + countOf(part));
      if (event >= end) continue;
      const splice = spliceFor(part.record.origin);
      for (; event < end; event += 1) {
        if (format === 'eventlist' && event > from) into.append(COMMA);
        const start = into.length;
        splice(part.batch, event - part.first, into);
        if (format === 'eventlist') continue;
        onOneLine(into.bytes.subarray(start));
        into.append(LINE_END);
      }
    }
    if (format === 'eventlist') into.append(LIST_END);
  }
}

function countOf({ batch }: Part): number {
  return batch.items.length / 2;
}

/**
 * The first records whose lists are of the same version. Null where the first one is no list of events: such a body was
 * never accepted by a receiver, so the log was changed by something else.
 */
export function payloadOf(records: readonly SpoolRecord[]): Payload | null {
  const parts: Part[] = [];
  let first = 0;
  for (const record of records) {
    const batch = readBatch(record.body);
    if ('fault' in batch) break;
    if (parts[0] !== undefined && parts[0].batch.apiVersion !== batch.apiVersion) break;
    parts.push({ record, batch, first });
    first += batch.items.length / 2;
  }
  return parts.length === 0 ? null : new Payload(parts);
}
