// The statistics of a stretch of a log: rate, bytes, levels, errors, the slowest requests.
import { endedLines, type ScreenText } from '../core/screen-text.ts';
import { formatBytes } from '../core/byte-size.ts';
import { formatShort } from '../core/duration.ts';
import { count } from '../core/plural.ts';
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
  /** Events without a time. */
  readonly timeless: number;
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
  #timeless = 0;
  #first = Infinity;
  #last = -Infinity;
  readonly #levels = new Tally();
  #slowest: Fact[] = [];

  /** Adds one; `text` is asked for when the fact is among the slowest so far. */
  add(fact: Fact, text: () => string): void {
    this.#events += 1;
    this.#bytes += fact.bytes;
    if (fact.failed) this.#failed += 1;
    if (Number.isNaN(fact.time)) this.#timeless += 1;
    this.#levels.add(fact.level);
    this.#span(fact.time, fact.time);
    if (fact.ms >= 0) this.#rank(fact, text);
  }

  merge(sums: Sums): void {
    this.#events += sums.events;
    this.#bytes += sums.bytes;
    this.#failed += sums.failed;
    this.#timeless += sums.timeless;
    this.#levels.merge(sums.levels);
    this.#span(sums.first, sums.last);
    for (const fact of sums.slowest) this.#rank(fact, () => fact.text);
  }

  sums(): Sums {
    return {
      events: this.#events,
      bytes: this.#bytes,
      failed: this.#failed,
      timeless: this.#timeless,
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

/** When the events were; nothing where none has a time, and no rate where all are of the same second. */
function timeRows({ events, bytes, timeless, first, last }: Sums): readonly (readonly string[])[] {
  const without = timeless === 0 ? [] : [['no time', count(timeless, 'event')]];
  if (!Number.isFinite(first)) return without;
  const moment = (ms: number): string => new Date(ms).toISOString();
  const seconds = (last - first) / 1000;
  const timed = (events - timeless) / events;
  const rate = `${rateText((events * timed) / seconds)}, ${formatBytes(((bytes * timed) / seconds) * 60)}/min`;
  return [
    ['from', moment(first)],
    ['to', `${moment(last)}  (${formatShort(last - first)})`],
    ...without,
    ...(seconds < 1 ? [] : [['rate', rate]]),
  ];
}

const rateUnits = [
  ['s', 1],
  ['min', 60],
  ['h', 3600],
  ['day', 86_400],
] as const;

/** Events in the shortest unit of time in which there is one, or in a day; `perSecond` of them come in a second. */
function rateText(perSecond: number): string {
  const [unit, seconds] = rateUnits.find(([, length]) => perSecond * length >= 1) ?? ['day', 86_400];
  return `${(perSecond * seconds).toFixed(1)} events/${unit}`;
}

/** The sums for people. */
export function statisticsText(sums: Sums, paint: Paint): ScreenText {
  const { events, bytes, failed } = sums;
  if (events === 0) return endedLines(['no events']);
  const rows = [
    ['events', String(events)],
    ...timeRows(sums),
    ['bytes', `${formatBytes(bytes)}, ${formatBytes(bytes / events)} per event`],
    ['failed', `${failed} (${percent(failed / events).trim()})`],
    ...sums.levels
      .toSorted(([, a], [, b]) => b - a)
      .map(([level, times]) => [
        'level',
        `${printableCell(level || '-').padEnd(15)} ${times} (${percent(times / events).trim()})`,
      ]),
    ...sums.slowest.map((fact) => ['slowest', `${formatShort(fact.ms).padStart(7)}  ${fact.text}`]),
  ];
  return endedLines(rows.map(([name = '', value = '']) => `${paint.bold(name.padEnd(8))} ${value}`));
}
