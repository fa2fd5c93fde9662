// What was wrong with the input: counted by file and reason while it is read, reported at the end.
import { count, isOrAre } from '../core/plural.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { pasteable } from '../core/shell-quote.ts';
import { reasons, type Reason } from '../events/left-out/reasons.ts';
import type { Seen } from '../events/left-out/seen.ts';
import type { Fault, Origin } from './source.ts';

/** The lines of one file that are left out for one reason. */
export interface LeftOutLines {
  readonly file: string;
  readonly reason: Reason;
  readonly lines: number;
  /** The number of the first one: from 1 on, or from -1 on before the end of the file; null where it is not known. */
  readonly first: number | null;
  /** The event in the first one, where there is one: who, verb, object and auditID. */
  readonly about: string | null;
}

interface SeenFile {
  /** Lines with an event, whether or not a filter wants it. */
  events: number;
  readonly leftOut: Map<Reason, { lines: number; first: number | null; about: string | null }>;
}

/** So many rows are reported one by one. */
const MOST_ROWS = 20;

/** Counts the faults of all sources of one reading. */
export class Faults {
  /** Events whose bodies are too large or too deep to be shown. */
  bodiless = 0;
  /** Whether fewer of the last events were kept than were asked for. */
  cut = false;
  /** How many lines of a reading were seen so far. */
  readonly #read = new WeakMap<Origin, number>();
  readonly #files = new Map<string, SeenFile>();
  readonly #report: World['report'];

  readonly #live: boolean;

  /** `live`: lines that are too long are reported at once as well. */
  constructor({ report }: Pick<World, 'report'>, live = false) {
    this.#report = report;
    this.#live = live;
  }

  /** Notes what a source could not give; a loss is reported at once. */
  add(fault: Fault): void {
    this.#warn(fault.text);
  }

  /** Adds what was seen of the next stretch of a file, after or before those that were added. */
  saw(origin: Origin, { lines, events, leftOut }: Seen, order: 'forwards' | 'backwards' = 'forwards'): void {
    const read = this.#read.get(origin) ?? 0;
    this.#read.set(origin, read + lines);
    this.#file(origin).events += events;
    for (const { reason, lines: some, before, about = null } of leftOut) {
      const first = order === 'forwards' ? (origin.midway ? null : read + before + 1) : before - lines - read;
      this.#leaveOut({ file: origin.name, reason, lines: some, first, about });
      if (this.#live && reason === 'overlong')
        this.#warn(leftOutText({ file: origin.name, reason, lines: some, first, about }));
    }
  }

  #leaveOut({ file, reason, lines, first, about }: LeftOutLines): void {
    const { leftOut } = this.#file({ name: file });
    const known = leftOut.get(reason);
    if (known === undefined) leftOut.set(reason, { lines, first, about });
    else {
      known.lines += lines;
      // Of a file that is read from its end the later stretches come first.
      if (first !== null && first < 0) Object.assign(known, { first, about });
    }
  }

  /** Forgets files that are read again. */
  forget(names: Iterable<string>): void {
    for (const name of names) this.#files.delete(name);
  }

  /** What was left out, file by file, in the order of their names. */
  get rows(): readonly LeftOutLines[] {
    const files = [...this.#files].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return files.flatMap(([file, { leftOut }]) => Array.from(leftOut, ([reason, left]) => ({ file, reason, ...left })));
  }

  /** Reports what was left out; nothing where nothing was. */
  report(): void {
    const { rows } = this;
    for (const row of rows.slice(0, MOST_ROWS)) this.#warn(leftOutText(row));
    const more = rows.slice(MOST_ROWS).reduce((sum, { lines }) => sum + lines, 0);
    if (more > 0) this.#warn(`left out ${count(more, 'more line')} of more files`);
    if (this.bodiless > 0)
      this.#warn(
        `${count(this.bodiless, 'event')} shown without bodies, which are too large or too deep (-o json shows them)`,
      );
    if (this.cut)
      this.#warn(
        'left out the earliest of the requested events, which do not all fit into memory (--since shows them)',
      );
  }

  /** Throws a Problem where lines were read and none of them is an event. */
  rejectEventless(): void {
    const { rows } = this;
    if (rows.length === 0 || [...this.#files.values()].some(({ events }) => events > 0)) return;
    const files = new Set(rows.map(({ file }) => file));
    const [name = ''] = files;
    throw new Problem(
      'no-events',
      `no line of ${files.size === 1 ? name : count(files.size, 'file')} is an audit event`,
      {
        hint: bestInstead(rows) ?? 'give a log that the API server wrote with --audit-log-format=json, its default',
      },
    );
  }

  #file({ name }: Pick<Origin, 'name'>): SeenFile {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const made = { events: 0, leftOut: new Map() };
    this.#files.set(name, made);
    return made;
  }

  #warn(text: string): void {
    this.#report({ type: 'note', level: 'warn', text });
  }
}

/** One row for people. */
export function leftOutText({ file, reason, lines, first, about }: LeftOutLines): string {
  const { what } = reasons[reason];
  const instead = insteadOf({ file, reason });
  const place =
    first === null ? '' : first > 0 ? `line ${first}` : first === -1 ? 'the last line' : `line ${-first} from the end`;
  const end = instead === null ? '' : `; next: ${instead}`;
  if (reason === 'overlong') {
    const [which, of] = [
      lines === 1 && place !== '' ? place : count(lines, 'line'),
      about === null ? '' : ` (${about})`,
    ];
    const from = lines === 1 || place === '' ? '' : `, the first is ${place}`;
    return `${which} of ${file}${from}${of} ${isOrAre(lines)} ${what}: of an event the bodies are left out, anything else whole`;
  }
  if (lines === 1) return `left out ${place === '' ? '1 line' : place} of ${file}: it is ${what}${end}`;
  return `left out ${count(lines, 'line')} of ${file}${place === '' ? '' : `, the first is ${place}`}: they are ${what}${end}`;
}

/** What can be had instead, by the most certain of the reasons: the first in their table. */
function bestInstead(rows: readonly LeftOutLines[]): string | null {
  const order = Object.keys(reasons);
  const sorted = rows.toSorted((a, b) => order.indexOf(a.reason) - order.indexOf(b.reason));
  return sorted.map(insteadOf).find((text) => text !== null) ?? null;
}

/** What can be had of such lines instead; null where nothing is known. */
function insteadOf({ file, reason }: Pick<LeftOutLines, 'file' | 'reason'>): string | null {
  const { recipe, advice } = reasons[reason];
  if (recipe === undefined) return advice ?? null;
  const packed = file.endsWith('.gz');
  const path = file.startsWith('/') ? ` ${pasteable([file])}` : '';
  return `${packed ? `gunzip -c${path} | ${recipe}` : `${recipe}${path}`} | kind-audit logs -`;
}
