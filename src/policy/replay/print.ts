// A replay as text: what happens to the log, with bars, by rule, resource and user.
import { screenText, type ScreenText } from '../../core/screen-text.ts';
import { count } from '../../core/plural.ts';
import { formatBytes } from '../../core/byte-size.ts';
import { formatHours } from '../../core/duration.ts';
import type { Paint } from '../../core/paint.ts';
import { printable } from '../../core/printable.ts';
import type { ReplayResult } from './part.ts';
import { limitsOf, type Volume } from './estimate.ts';
import type { KeyedSum } from './sums.ts';

const BAR = 24;

/** The report; `labels` are longer names of the rules, by their keys. */
export function replayText(
  result: ReplayResult,
  volume: Volume | null,
  paint: Paint,
  labels: ReadonlyMap<string, string> = new Map(),
): ScreenText {
  const { total } = result;
  if (total.events === 0) return screenText(['the log holds no events', ...limitsOf(result).slice(2)]);
  const parts = [
    `${count(total.events, 'event')}, ${formatBytes(total.bytes)} → ${paint.bold(`${count(total.kept, 'event')}, ${formatBytes(total.keptBytes)}`)} (${change(total.bytes, total.keptBytes)})`,
    `dropped ${total.dropped}, raised ${total.raised}, lowered ${total.lowered}, the same ${total.kept - total.raised - total.lowered}`,
    ...volumeLines(volume),
    '',
    ...table(
      'by rule of the new policy',
      result.rules.map((sum) => ({ ...sum, key: labels.get(sum.key) ?? sum.key })),
      paint,
    ),
    '',
    ...table('by resource', result.resources, paint),
    '',
    ...table('by user', result.users, paint),
    '',
    paint.bold('what a log cannot show'),
    ...limitsOf(result).map((line) => `  ${line}`),
  ];
  return screenText(parts);
}

function volumeLines(volume: Volume | null): readonly string[] {
  if (volume === null) return [];
  const { hours, bytesPerHour, newBytesPerHour, retention } = volume;
  const lines = [
    `over ${formatHours(hours)}: ${formatBytes(Math.round(bytesPerHour))} an hour → ${formatBytes(Math.round(newBytesPerHour))} an hour`,
  ];
  if (retention !== null)
    lines.push(`the rotated files reach back ${formatReach(retention.before)} → ${formatReach(retention.after)}`);
  return lines;
}

/** How far files reach back; null where they never fill up. */
export function formatReach(hours: number | null): string {
  return hours === null ? 'without end' : formatHours(hours);
}

export function change(before: number, after: number): string {
  if (before === 0) return after === 0 ? '±0 %' : 'new';
  const percent = ((after - before) / before) * 100;
  return `${percent > 0 ? '+' : percent < 0 ? '−' : '±'}${Math.abs(percent).toFixed(percent !== 0 && Math.abs(percent) < 10 ? 1 : 0)} %`;
}

function table(title: string, sums: readonly KeyedSum[], paint: Paint, most = 12): readonly string[] {
  const shown = sums.slice(0, most);
  const top = Math.max(1, ...shown.map(({ bytes, keptBytes }) => Math.max(bytes, keptBytes)));
  const width = Math.max(8, ...shown.map(({ key }) => Math.min(key.length, 48)));
  const rows = shown.map((sum) => {
    const name = printable(sum.key.length > 48 ? `${sum.key.slice(0, 47)}…` : sum.key);
    const sizes = `${formatBytes(sum.bytes).padStart(10)} → ${formatBytes(sum.keptBytes).padStart(10)}`;
    return `  ${name.padEnd(width)} ${sizes}  ${bar(sum, top, paint)} ${fates(sum)}`;
  });
  const left = sums.length > most ? [paint.dim(`  … ${sums.length - most} more`)] : [];
  return [paint.bold(title), ...rows, ...left];
}

/** What stays, what is dropped and what is added, each in its own shade. */
function bar({ bytes, keptBytes }: KeyedSum, top: number, paint: Paint): string {
  const length = (size: number): number => Math.round((size / top) * BAR);
  const stays = length(Math.min(bytes, keptBytes));
  const goes = length(bytes) - stays;
  const comes = length(Math.max(keptBytes, bytes)) - length(bytes);
  const text =
    paint.green('█'.repeat(stays)) +
    paint.red('░'.repeat(Math.max(0, goes))) +
    paint.yellow('▒'.repeat(Math.max(0, comes)));
  return text + ' '.repeat(Math.max(0, BAR - stays - Math.max(0, goes) - Math.max(0, comes)));
}

function fates({ dropped, raised, lowered }: KeyedSum): string {
  return [dropped > 0 ? `−${dropped}` : '', raised > 0 ? `↑${raised}` : '', lowered > 0 ? `↓${lowered}` : '']
    .filter((text) => text !== '')
    .join(' ');
}
