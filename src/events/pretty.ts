// An event on one aligned line for people.
import { isFailure, type AuditEvent } from './audit-event.ts';
import { formatAgo, formatShort } from '../core/duration.ts';
import { terminalPainter, type Paint } from '../core/paint.ts';
import { printableCell } from '../core/printable.ts';
import { timestampReader } from './timestamp.ts';
import { outcome, what, who } from './words.ts';

export interface LineStyle {
  readonly color: boolean;
  /** The width that lines must fit into; null without a limit. */
  readonly columns: number | null;
  readonly time: 'absolute' | 'relative';
}

const VERB = 6;
/** The longest common outcome is "409 AlreadyExists"; a longer one moves what follows it. */
const OUTCOME = 13;
const TOOK = 7;
/** Less is not left for who and what, so that lines are too long for very few columns. */
const LEAST_SHARE = 25;

/** A function that writes events as lines: time, level, verb, who, what, code, duration; `wide` adds the rest. */
export function prettyLine(style: LineStyle, wide: boolean): (event: AuditEvent, now: number) => string {
  const paint = terminalPainter(style.color);
  const read = timestampReader();
  const columns = wide ? null : style.columns;
  const narrow = columns !== null && columns < 120;
  const clock = clockText(narrow);
  const isRelative = style.time === 'relative';
  const timeWidth = isRelative ? 8 : narrow ? 12 : 18;
  const levelWidth = narrow ? 4 : 15;
  const others = levelWidth + VERB + OUTCOME + TOOK + 6;
  const thisYear = shares(columns, timeWidth + others);
  const otherYear = shares(columns, (narrow ? 19 : 23) + others);
  return (event, now) => {
    const at = read(event.stageTimestamp);
    const time = isRelative ? formatAgo(now - at) : Number.isNaN(at) ? '-' : clock(at, now);
    const [whoWidth, whatWidth] = isRelative || time.length <= timeWidth ? thisYear : otherYear;
    const level = printableCell(event.level ?? '-');
    const ms = at - read(event.requestReceivedTimestamp);
    const ending = outcome(event);
    const cells = [
      paint.dim(time.padStart(timeWidth)),
      paint.dim((narrow ? (shortLevels.get(level) ?? level) : level).padEnd(levelWidth)),
      printableCell(event.verb ?? '-').padEnd(VERB),
      fit(who(event), whoWidth, columns !== null),
      fit(what(event), whatWidth, columns !== null),
      outcomePaint(event, paint)(ending.padEnd(OUTCOME)),
    ];
    const tail = event.stage === 'RequestReceived' ? '' : paint.dim(formatShort(ms));
    const line = `${cells.join(' ')} ${tail}${wide ? more(event, paint, formatShort(ms).length) : ''}`;
    return `${line.trimEnd()}\n`;
  };
}

const shortLevels: ReadonlyMap<string, string> = new Map([
  ['Metadata', 'Meta'],
  ['Request', 'Req'],
  ['RequestResponse', 'Resp'],
]);

/** Widths of who and what: what is left of the line, or enough for most. */
function shares(columns: number | null, taken: number): readonly [number, number] {
  if (columns === null) return [36, 56];
  const left = Math.max(LEAST_SHARE, columns - taken);
  const who = Math.min(36, Math.floor(left * 0.4));
  return [who, left - who];
}

/** The text in a column; where it must fit, its middle is cut, since both ends say more. */
function fit(text: string, width: number, cut: boolean): string {
  if (!cut || text.length <= width) return text.padEnd(width);
  const end = Math.floor((width - 1) * 0.6);
  return `${text.slice(0, width - 1 - end)}…${text.slice(-end)}`;
}

function outcomePaint(event: AuditEvent, paint: Paint): (text: string) => string {
  const code = event.responseStatus?.code ?? 0;
  if (event.stage === 'Panic' || code >= 500) return paint.red;
  if (isFailure(event)) return paint.yellow;
  return code === 0 ? paint.cyan : paint.green;
}

/** What only the wide form shows. */
function more(event: AuditEvent, paint: Paint, used: number): string {
  const { sourceIPs = [], userAgent = '-', responseStatus, auditID, user } = event;
  const groups = (user?.groups ?? []).filter((group) => group !== 'system:authenticated');
  const cells = [
    printableCell(sourceIPs.join(',') || '-').padEnd(15),
    printableCell(auditID),
    printableCell(groups.join(',') || '-'),
    printableCell(userAgent),
    ...(isFailure(event) && responseStatus?.message !== undefined ? [printableCell(responseStatus.message)] : []),
  ];
  return `${' '.repeat(Math.max(1, TOOK + 1 - used))}${paint.dim(cells.join('  '))}`;
}

/**
 * Local time, without the day where it is to be short. A time that is not of the year of `now` has its year: with its
 * day, and without milliseconds where it is to be short. The text of a minute is worked out once for the events in it.
 */
function clockText(short: boolean): (ms: number, now: number) => string {
  let minute = Number.NaN;
  let head = '';
  let isOther = false;
  const yearOf = rememberedYear();
  return (ms, now) => {
    const its = Math.floor(ms / 60_000);
    if (its !== minute) {
      minute = its;
      const date = new Date(its * 60_000);
      const year = date.getFullYear();
      isOther = year !== yearOf(now);
      const day = `${two(date.getMonth() + 1)}-${two(date.getDate())} `;
      head = `${isOther ? `${String(year).padStart(4, '0')}-${day}` : short ? '' : day}${two(date.getHours())}:${two(date.getMinutes())}:`;
    }
    const rest = Math.floor(ms - its * 60_000);
    const seconds = `${head}${two(Math.floor(rest / 1000))}`;
    return isOther && short ? seconds : `${seconds}.${String(rest % 1000).padStart(3, '0')}`;
  };
}

/** The year of a moment, which is nearly always the moment that was asked for last. */
function rememberedYear(): (ms: number) => number {
  let known = Number.NaN;
  let year = 0;
  return (ms) => {
    if (ms !== known) year = new Date(ms).getFullYear();
    known = ms;
    return year;
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
