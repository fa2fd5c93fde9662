// A replay as one self-contained HTML page: charts are drawn in SVG, and every figure is in a table too.
import { formatBytes } from '../../core/byte-size.ts';
import type { ReplayResult } from './part.ts';
import { limitsOf, type Volume } from './estimate.ts';
import { hourChart, sizeBar } from './html-charts.ts';
import { escapeHtml, pageStyle } from './html-page.ts';
import { change, formatReach } from './print.ts';
import type { KeyedSum } from './sums.ts';

/** Of all such pages, near their beginning. */
const MARK = '<meta name="generator" content="kind-audit policy replay">';

/** Whether a file begins as such a page does. */
export function isReplayPage(bytes: Uint8Array): boolean {
  const beginning = new TextDecoder().decode(bytes.subarray(0, 1024));
  return beginning.startsWith('<!doctype html>') && beginning.includes(MARK);
}

/** The page; `labels` are longer names of the rules, by their keys. */
export function replayHtml(
  title: string,
  result: ReplayResult,
  volume: Volume | null,
  labels: ReadonlyMap<string, string> = new Map(),
): string {
  const limits = limitsOf(result).map((line) => `<li>${escapeHtml(line)}</li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${MARK}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<table class="figures"><thead><tr><th></th><th>in the log</th><th>under the new policy</th></tr></thead><tbody>
${figuresOf(result, volume)
  .map(([name, ...cells]) => `<tr><th>${name}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`)
  .join('\n')}
</tbody></table>
<p>${fatesOf(result)}</p>
<p class="legend"><span><i class="stays"></i> stays</span><span><i class="goes"></i> goes</span><span><i class="comes"></i> is added</span></p>
${hourChart(result.hours)}
${section(
  'By rule of the new policy',
  result.rules.map((sum) => ({ ...sum, key: labels.get(sum.key) ?? sum.key })),
)}
${section('By resource', result.resources)}
${section('By user', result.users)}
<h2>What a log cannot show</h2>
<ul>${limits.join('')}</ul>
</main>
</body>
</html>
`;
}

function figuresOf({ total }: ReplayResult, volume: Volume | null): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [
    ['events', String(total.events), String(total.kept)],
    ['size', formatBytes(total.bytes), `${formatBytes(total.keptBytes)} (${change(total.bytes, total.keptBytes)})`],
  ];
  if (volume !== null) {
    const [before, after] = [volume.bytesPerHour, volume.newBytesPerHour].map((rate) => formatBytes(Math.round(rate)));
    rows.push(['an hour', before ?? '', after ?? '']);
    if (volume.retention !== null)
      rows.push([
        'the rotated files reach back',
        formatReach(volume.retention.before),
        formatReach(volume.retention.after),
      ]);
  }
  return rows;
}

function fatesOf({ total: { dropped, raised, lowered, kept } }: ReplayResult): string {
  const same = kept - raised - lowered;
  return `Of the events ${dropped} are dropped, ${raised} raised, ${lowered} lowered, and ${same} stay the same.`;
}

const MOST = 25;

function section(title: string, sums: readonly KeyedSum[]): string {
  const shown = sums.slice(0, MOST);
  const top = Math.max(1, ...shown.map(({ bytes, keptBytes }) => Math.max(bytes, keptBytes)));
  const rows = shown.map((sum) => {
    const { key, bytes, keptBytes, events, dropped, raised, lowered } = sum;
    const counts = [events, dropped, raised, lowered].map(
      (count) => `<td${count === 0 ? ' class="nil"' : ''}>${count}</td>`,
    );
    return `<tr><th>${escapeHtml(key)}</th><td class="bar">${sizeBar(sum, top)}</td><td class="size">${formatBytes(bytes)}</td><td class="size">${formatBytes(keptBytes)}</td>${counts.join('')}</tr>`;
  });
  const more = sums.length > MOST ? `<p>… ${sums.length - MOST} more</p>` : '';
  return `<h2>${title}</h2>
<table class="sums"><thead><tr><th></th><th></th><th>before</th><th>after</th><th>events</th><th>dropped</th><th>raised</th><th>lowered</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>${more}`;
}
