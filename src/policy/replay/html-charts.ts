// The charts of a replay's page, as SVG: what stays, what is dropped and what is added, in three colours.
import { formatBytes } from '../../core/byte-size.ts';
import { escapeHtml } from './html-page.ts';
import type { KeyedSum } from './sums.ts';

type Sizes = Pick<KeyedSum, 'key' | 'bytes' | 'keptBytes'>;

/** A bar as long as its share of the largest; it fills the available width. */
export function sizeBar(sum: Sizes, top: number): string {
  const { stays, rest, kind } = shares(sum, top, 100);
  return `<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(sizesText(sum))}"><rect class="stays" width="${stays}" height="10"/><rect class="${kind}" x="${stays}" width="${rest}" height="10"/></svg>`;
}

const MOST_COLUMNS = 96;
const HEIGHT = 100;

/** A column for each hour, or for a few hours where there are many; nothing where there is but one. */
export function hourChart(hours: readonly Sizes[]): string {
  if (hours.length < 2) return '';
  const together = Math.ceil(hours.length / MOST_COLUMNS);
  const sums = Array.from({ length: Math.ceil(hours.length / together) }, (_, index) =>
    joined(hours.slice(index * together, (index + 1) * together)),
  );
  const top = Math.max(1, ...sums.map(({ bytes, keptBytes }) => Math.max(bytes, keptBytes)));
  const columns = sums.map((sum, index) => {
    const { stays, rest, kind } = shares(sum, top, HEIGHT);
    const rect = (name: string, y: number, height: number): string =>
      `<rect class="${name}" x="${index + 0.1}" y="${round(y)}" width="0.8" height="${height}"/>`;
    return `<g>${rect('stays', HEIGHT - stays, stays)}${rect(kind, HEIGHT - stays - rest, rest)}<title>${escapeHtml(sizesText(sum))}</title></g>`;
  });
  const [first, last] = [sums[0]?.key ?? '', sums.at(-1)?.key ?? ''];
  return `<h2>By hour</h2>
<svg class="hours" viewBox="0 0 ${sums.length} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Volume by hour, at most ${formatBytes(top)}">${columns.join('')}</svg>
<p class="axis"><span>${escapeHtml(first)}</span><span>at most ${formatBytes(top)}</span><span>${escapeHtml(last)}</span></p>`;
}

function joined(sums: readonly Sizes[]): Sizes {
  const keys = [...new Set([sums[0]?.key ?? '', sums.at(-1)?.key ?? ''])];
  return {
    key: keys.join(' – '),
    bytes: sums.reduce((sum, { bytes }) => sum + bytes, 0),
    keptBytes: sums.reduce((sum, { keptBytes }) => sum + keptBytes, 0),
  };
}

function shares(
  { bytes, keptBytes }: Sizes,
  top: number,
  length: number,
): { stays: number; rest: number; kind: string } {
  const scale = (size: number): number => round((size / top) * length);
  return {
    stays: scale(Math.min(bytes, keptBytes)),
    rest: scale(Math.abs(bytes - keptBytes)),
    kind: bytes > keptBytes ? 'goes' : 'comes',
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function sizesText({ key, bytes, keptBytes }: Sizes): string {
  return `${key}: ${formatBytes(bytes)} before, ${formatBytes(keptBytes)} after`;
}
