// The statistics of a stretch of a log: rate, bytes, levels, errors, the slowest requests.
import { endedLines, type ScreenText } from '../core/screen-text.ts';
import { formatBytes } from '../core/byte-size.ts';
import { formatShort } from '../core/duration.ts';
import type { Paint } from '../core/paint.ts';
import { printableCell } from '../core/printable.ts';
import { isFailure, type AuditEvent } from './audit-event.ts';
import { runsLong } from './long-running.ts';
import { Tally, percent } from './tally.ts';
import { timestampReader } from './timestamp.ts';
import { outcome, what, who } from './words.ts';

/** What is kept of one event, as plain data. */
export interface Fact {
  readonly time: number;
  readonly bytes: number;
  readonly level: string;
  readonly failed: boolean;
  /** Milliseconds; -1 for watches and other requests that are long by nature. */
  readonly ms: number;
  readonly text: string;
}

/** Facts summed up, as plain data. */
export interface Sums {
  readonly events: number;
  readonly bytes: number;
  readonly failed: number;
  readonly first: number;
  readonly last: number;
  readonly levels: readonly (readonly [string, number])[];
  readonly slowest: readonly Fact[];
}

const SLOWEST = 5;

/** Gives a function that makes the fact of an event; its text is left empty. */
export function factReader(): (event: AuditEvent, bytes: number) => Fact {
  const read = timestampReader();
  return (event, bytes) => {
    const time = read(event.stageTimestamp);
    const { verb = '', requestURI = '', objectRef } = event;
    const path = objectRef === undefined ? requestURI : null;
    const ms = runsLong(verb, objectRef?.subresource ?? '', path) ? -1 : time - read(event.requestReceivedTimestamp);
    return { time, bytes, level: event.level ?? '', failed: isFailure(event), ms, text: '' };
  };
}

/** The text of an event's fact; only the slowest need it. */
export function factText(event: AuditEvent): string {
  return `${printableCell(event.verb ?? '-')} ${what(event)} by ${who(event)}: ${outcome(event)}`;
}

/** Adds facts and sums up. */
export class Statistics {
  #events = 0;
  #bytes = 0;
  #failed = 0;
  #first = Infinity;
  #last = -Infinity;
  readonly #levels = new Tally();
  #slowest: Fact[] = [];

  /** Adds one; `text` is asked for when the fact is among the slowest so far. */
  add(fact: Fact, text: () => string): void {
    this.#events += 1;
    this.#bytes += fact.bytes;
    if (fact.failed) this.#failed += 1;
    this.#levels.add(fact.level);
    this.#span(fact.time, fact.time);
    if (fact.ms >= 0) this.#rank(fact, text);
  }

  merge(sums: Sums): void {
    this.#events += sums.events;
    this.#bytes += sums.bytes;
    this.#failed += sums.failed;
    this.#levels.merge(sums.levels);
    this.#span(sums.first, sums.last);
    for (const fact of sums.slowest) this.#rank(fact, () => fact.text);
  }

  sums(): Sums {
    return {
      events: this.#events,
      bytes: this.#bytes,
      failed: this.#failed,
      first: this.#first,
      last: this.#last,
      levels: this.#levels.entries(),
      slowest: this.#slowest,
    };
  }

  #span(first: number, last: number): void {
    if (first < this.#first) this.#first = first;
    if (last > this.#last) this.#last = last;
  }

  #rank(fact: Fact, text: () => string): void {
    if (this.#slowest.length === SLOWEST && fact.ms <= (this.#slowest.at(-1)?.ms ?? 0)) return;
    this.#slowest = [...this.#slowest, { ...fact, text: text() }].toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  }
}

/** The sums for people. */
export function statisticsText(sums: Sums, paint: Paint): ScreenText {
  const { events, bytes, failed, first, last } = sums;
  if (events === 0) return endedLines(['no events']);
  const seconds = Math.max(1, (last - first) / 1000);
  const moment = (ms: number): string => (Number.isFinite(ms) ? new Date(ms).toISOString() : '-');
  const rows = [
    ['events', String(events)],
    ['from', moment(first)],
    ['to', `${moment(last)}  (${formatShort(last - first)})`],
    ['rate', `${(events / seconds).toFixed(1)} events/s, ${formatBytes((bytes / seconds) * 60)}/min`],
    ['bytes', `${formatBytes(bytes)}, ${formatBytes(bytes / events)} per event`],
    ['failed', `${failed} (${percent(failed / events).trim()})`],
    ...sums.levels
      .toSorted(([, a], [, b]) => b - a)
      .map(([level, count]) => [
        'level',
        `${printableCell(level || '-').padEnd(15)} ${count} (${percent(count / events).trim()})`,
      ]),
    ...sums.slowest.map((fact) => ['slowest', `${formatShort(fact.ms).padStart(7)}  ${fact.text}`]),
  ];
  return endedLines(rows.map(([name = '', value = '']) => `${paint.bold(name.padEnd(8))} ${value}`));
}
