// Events counted by one of their fields, and the table of the counts.
import type { Paint } from '../core/paint.ts';
import { printable } from '../core/printable.ts';

/** More different values than this are counted together, so that memory stays bounded. */
const MOST_VALUES = 50_000;

/** Counts by value. */
export class Tally {
  readonly #counts = new Map<string, number>();
  /** Events of values beyond the bound. */
  #others = 0;

  add(value: string, count = 1): void {
    const before = this.#counts.get(value);
    if (before === undefined && this.#counts.size >= MOST_VALUES) this.#others += count;
    else this.#counts.set(value, (before ?? 0) + count);
  }

  merge(counts: readonly (readonly [string, number])[]): void {
    for (const [value, count] of counts) this.add(value, count);
  }

  get total(): number {
    let sum = this.#others;
    for (const count of this.#counts.values()) sum += count;
    return sum;
  }

  /** The most frequent first; equals by name. */
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
export function tallyTable(tally: Tally, title: string, paint: Paint, most = 20): string {
  const { total } = tally;
  if (total === 0) return 'no events\n';
  const ranked = tally.ranked();
  const shown = ranked.slice(0, most);
  const listed = shown.reduce((sum, [, count]) => sum + count, 0);
  const rows = shown.map(([value, count]) => [printable(value === '' ? '(none)' : value), count] as const);
  if (listed < total) rows.push([`(${ranked.length - shown.length} others)`, total - listed]);
  const widest = Math.max(title.length, ...rows.map(([value]) => value.length));
  const digits = Math.max('events'.length, String(total).length);
  const top = Math.max(...rows.map(([, count]) => count));
  const lines = rows.map(
    ([value, count]) =>
      `${value.padEnd(widest)}  ${String(count).padStart(digits)}  ${percent(count / total)}  ${paint.cyan(bar(count / top))}`,
  );
  return `${paint.bold(`${title.padEnd(widest)}  ${'events'.padStart(digits)}   share`)}\n${lines.join('\n')}\n`;
}

function bar(share: number): string {
  const steps = Math.max(1, Math.round(share * BAR * 8));
  return '█'.repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? '');
}

/** A share in six characters. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`.padStart(6);
}
