// What `forward run` prints for people: where it listens and what to do next, and what is left at its end.
import { formatBytes } from '../../core/byte-size.ts';
import { count } from '../../core/plural.ts';
import { pasteable } from '../../core/shell-quote.ts';
import type { ContentOf } from '../../report/answer.ts';
import { backendName, isGuaranteed } from '../../settings/webhook/wanted.ts';
import type { ForwardSettings } from '../../webhook/forward/forward-settings.ts';
import { healthLine, listeningLines } from '../listening-lines.ts';

/** Printed when it listens. */
export function startLines(url: string, { tls, folder, backends, metrics }: ForwardSettings): readonly string[] {
  return [
    ...listeningLines(url, tls),
    ...backends.map(
      (backend, at) =>
        `  to ${backendName(backend, at)}: ${backend.url}, ${isGuaranteed(backend, backends) ? 'Guaranteed' : 'BestEffort'}`,
    ),
    `  events wait in ${folder}`,
    '',
    'Next:',
    `  ${healthLine(url, tls)}`,
    ...(metrics === null
      ? []
      : [`  ${pasteable(['curl', `http://${metrics.host}:${metrics.port}/metrics`])}   # how it does`]),
    '',
  ];
}

/** Printed at its end. */
export function leftLines({
  events,
  requests,
  repeats,
  backends,
}: ContentOf<'kind-audit.forward/v1'>): readonly string[] {
  return [
    `Received: ${count(events, 'event')} in ${count(requests.received, 'request')}, ${count(repeats, 'repeat')}.`,
    ...backends.flatMap(({ name, delivered, backlog, refused, skipped, lost, cause }) => [
      `  ${name}: ${count(delivered, 'event')} delivered, ${leftOf(backlog)}${cause === null ? '' : `: it ${cause}`}`,
      ...(refused > 0 ? [`  ${name} has refused ${count(refused, 'event')}, which are kept aside`] : []),
      ...(skipped > 0 ? [`  ${name} lacks ${count(skipped, 'event')}: it was too slow`] : []),
      ...(lost > 0 ? [`  ${name} lacks ${count(lost, 'event')} that were damaged in the spool`] : []),
    ]),
  ];
}

function leftOf({ events, bytes }: { readonly events: number; readonly bytes: number }): string {
  if (events === 0) return 'nothing is left';
  return `${count(events, 'event')} left in the spool (${formatBytes(bytes)})`;
}
