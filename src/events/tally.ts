// Events counted by one of their fields, and the table of the counts.
import { endedLines, type ScreenText } from '../core/screen-text.ts';
import { count } from '../core/plural.ts';
import { cellText } from '../core/limits.ts';
import type { Paint } from '../core/paint.ts';
import { printable } from '../core/printable.ts';

/** More different values than this are counted together, so that memory stays bounded. */
const MOST_VALUES = 50_000;

/** Counts by value. */
export class Tally {
  readonly #counts = new Map<string, number>();
  /** Events of values beyond the bound. */
  #others = 0;

  add(text: string, times = 1): void {
    const value = cellText(text);
    const before = this.#counts.get(value);
    if (before === undefined && this.#counts.size >= MOST_VALUES) this.#others += times;
    else this.#counts.set(value, (before ?? 0) + times);
  }

  merge(counts: readonly (readonly [string, number])[]): void {
    for (const [value, times] of counts) this.add(value, times);
  }

  get total(): number {
    let sum = this.#others;
    for (const times of this.#counts.values()) sum += times;
    return sum;
  }

  /** The most frequent first; equal ones by name. */
  ranked(): [string, number][] {
    return [...this.#counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  }

  entries(): [string, number][] {
    return [...this.#counts];
  }
}

const BAR = 24;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** The counts as a table with bars: the first `most` values, and all others in one row. */
export function tallyTable(tally: Tally, title: string, paint: Paint, most = 20): ScreenText {
  const { total } = tally;
  if (total === 0) return endedLines(['no events']);
  const ranked = tally.ranked();
  const shown = ranked.slice(0, most);
  const listed = shown.reduce((sum, [, times]) => sum + times, 0);
  const rows = shown.map(([value, times]) => [printable(value === '' ? '(none)' : value), times] as const);
  if (listed < total) rows.push([`(${count(ranked.length - shown.length, 'other')})`, total - listed]);
  const widest = Math.max(title.length, ...rows.map(([value]) => value.length));
  const digits = Math.max('events'.length, String(total).length);
  const top = Math.max(...rows.map(([, times]) => times));
  const lines = rows.map(
    ([value, times]) =>
      `${value.padEnd(widest)}  ${String(times).padStart(digits)}  ${percent(times / total)}  ${paint.cyan(bar(times / top))}`,
  );
  return endedLines([paint.bold(`${title.padEnd(widest)}  ${'events'.padStart(digits)}   share`), ...lines]);
}

function bar(share: number): string {
  const steps = Math.max(1, Math.round(share * BAR * 8));
  return '█'.repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? '');
}

/** A share in six characters; what is not all or nothing is not shown as such. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return ' <0.1%';
  if (share < 1 && share >= 0.9995) return '>99.9%';
  return `${(share * 100).toFixed(1)}%`.padStart(6);
}
