// What a sink has received, in words.
import { formatBytes } from '../../core/byte-size.ts';
import { count } from '../../core/plural.ts';
import type { Numbers } from './numbering.ts';
import type { SinkResult } from './sink.ts';
import type { Counts } from './tally.ts';

/** One line while it runs. */
export function progressLine({ events, repeats, conflicts, requests, numbers }: Counts): string {
  const all = Object.values(requests).reduce((sum: number, each: number) => sum + each, 0);
  const missing = numbers === null ? '' : `, ${numbers.missing} missing`;
  return `${count(events, 'event')} in ${count(all, 'request')}, ${count(repeats, 'repeat')}, ${count(conflicts, 'conflict')}${missing}`;
}

/** Whether something came that must not: other bytes for an event, or a gap in the numbers. */
export function hasFindings({ conflicts, numbers }: Counts): boolean {
  return conflicts > 0 || (numbers?.missing ?? 0) > 0;
}

/** The lines at the end. */
export function summaryLines({ counts, refused }: SinkResult): readonly string[] {
  const { requests, events, repeats, conflicts, bytes, forgotten, numbers } = counts;
  const rows: readonly (readonly [number, string])[] = [
    [requests.accepted, 'accepted'],
    [requests.rejected, 'rejected: no list of events, another path or method, or a client that is not accepted'],
    [requests.failed, 'failed on purpose'],
    [requests.dropped, 'accepted, and closed without an answer on purpose'],
    [requests.redirected, 'redirected on purpose'],
    [requests.unanswered, 'not answered, in an outage or since their sender left'],
  ];
  return [
    `Received: ${count(events, 'event')} (${formatBytes(bytes)}), ${count(repeats, 'repeat')}, ${count(conflicts, 'conflict')}.`,
    ...rows.filter(([number]) => number > 0).map(([number, what]) => `  ${count(number, 'request')} ${what}`),
    ...(conflicts > 0 ? ['  conflicts: the same audit ID and stage with other bytes'] : []),
    ...(forgotten > 0
      ? [`  ${count(forgotten, 'event')} no longer remembered: a repeat of one of them counts as an event`]
      : []),
    ...(numbers === null ? [] : [`  ${numberLine(numbers)}`]),
    ...refused.map((each) => `  refused ${count(each.count, 'time')}: ${each.reason}`),
  ];
}

function numberLine({ prefix, first, last, seen, missing, gaps, beyond }: Numbers): string {
  if (first === null || last === null) return `no object was named ${prefix}NUMBER`;
  const places = gaps.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
  const listed = gaps.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const rest = listed < missing ? ' …' : '';
  const lost = beyond === 0 ? '' : `; ${count(beyond, 'name')} too far apart to remember`;
  const gap = missing === 0 ? 'none is missing' : `${missing} missing: ${places}${rest}`;
  return `${prefix}${first} to ${prefix}${last}: ${seen} seen, ${gap}${lost}`;
}
