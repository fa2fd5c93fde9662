// A replay as one HTML page that needs nothing else: charts are drawn in SVG, and every figure stands in a table too.
import { formatBytes } from '../../core/byte-size.ts';
import type { KeyedSum, ReplayResult } from '../replay.ts';
import { limitsOf, type Volume } from './estimate.ts';
import { change, formatHours } from './print.ts';

export function replayHtml(title: string, result: ReplayResult, volume: Volume | null): string {
  const { total } = result;
  const figures: readonly (readonly [string, string, string])[] = [
    ['events', String(total.events), String(total.kept)],
    ['size', formatBytes(total.bytes), `${formatBytes(total.keptBytes)} (${change(total.bytes, total.keptBytes)})`],
    ...(volume === null
      ? []
      : [
          [
            'an hour',
            formatBytes(Math.round(volume.bytesPerHour)),
            formatBytes(Math.round(volume.newBytesPerHour)),
          ] as const,
        ]),
    ...(volume?.retention === undefined || volume.retention === null
      ? []
      : [['files reach back', span(volume.retention.before), span(volume.retention.after)] as const]),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<table class="figures"><thead><tr><th></th><th>before</th><th>under the new policy</th></tr></thead><tbody>
${figures.map((row) => `<tr><th>${row[0]}</th><td>${escape(row[1])}</td><td>${escape(row[2])}</td></tr>`).join('\n')}
</tbody></table>
<p><span class="key stays"></span> stays <span class="key goes"></span> goes <span class="key comes"></span> comes
· dropped ${total.dropped}, raised ${total.raised}, lowered ${total.lowered}</p>
${section('By rule of the new policy', result.rules)}
${section('By resource', result.resources)}
${section('By user', result.users)}
<h2>What a log cannot show</h2>
<ul>${limitsOf(result)
    .map((line) => `<li>${escape(line)}</li>`)
    .join('')}</ul>
</main>
</body>
</html>
`;
}

function span(hours: number | null): string {
  return hours === null ? 'without end' : formatHours(hours);
}

const MOST = 25;
const WIDTH = 320;

function section(title: string, sums: readonly KeyedSum[]): string {
  const shown = sums.slice(0, MOST);
  const top = Math.max(1, ...shown.map(({ bytes, keptBytes }) => Math.max(bytes, keptBytes)));
  const rows = shown.map(
    (sum) =>
      `<tr><th>${escape(sum.key)}</th><td>${chart(sum, top)}</td><td>${formatBytes(sum.bytes)}</td><td>${formatBytes(sum.keptBytes)}</td><td>${sum.events}</td><td>${sum.dropped}</td><td>${sum.raised}</td><td>${sum.lowered}</td></tr>`,
  );
  const more = sums.length > MOST ? `<p>and ${sums.length - MOST} more</p>` : '';
  return `<h2>${title}</h2>
<table><thead><tr><th></th><th></th><th>before</th><th>after</th><th>events</th><th>dropped</th><th>raised</th><th>lowered</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>${more}`;
}

function chart({ key, bytes, keptBytes }: KeyedSum, top: number): string {
  const scale = (size: number): number => Math.round((size / top) * WIDTH * 10) / 10;
  const stays = scale(Math.min(bytes, keptBytes));
  const rest = scale(Math.abs(bytes - keptBytes));
  const kind = bytes > keptBytes ? 'goes' : 'comes';
  const label = `${key}: ${formatBytes(bytes)} before, ${formatBytes(keptBytes)} after`;
  return `<svg width="${WIDTH}" height="16" role="img" aria-label="${escape(label)}"><rect class="stays" width="${stays}" height="16"/><rect class="${kind}" x="${stays}" width="${rest}" height="16"/></svg>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

const style = `:root{color-scheme:light dark;--stays:#2f7d4f;--goes:#c9c9c9;--comes:#c47f17}
@media(prefers-color-scheme:dark){:root{--goes:#555;--stays:#4caf78}}
body{font:15px/1.5 system-ui,sans-serif;margin:0}main{max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse}
th,td{padding:.2rem .6rem;text-align:right;font-variant-numeric:tabular-nums;font-weight:400}
tbody th{text-align:left;overflow-wrap:anywhere;max-width:24rem}thead th{opacity:.7}tr+tr{border-top:1px solid #8883}
.stays{fill:var(--stays);background:var(--stays)}.goes{fill:var(--goes);background:var(--goes)}.comes{fill:var(--comes);background:var(--comes)}
.key{display:inline-block;width:.8em;height:.8em;margin-left:.8em}svg{vertical-align:middle}`;
