// What replaying a part of a log gives, and how parts make up the result. Plain data, so that threads can hand it over.
import { mergeSizes, type BodySizes } from './body-sizes.ts';
import {
  byKey,
  closed,
  emptySum,
  guesses,
  mergeSum,
  mergeSums,
  ranked,
  type KeyedSum,
  type OpenSum,
  type Sum,
  type Sums,
} from './sums.ts';

export interface ReplayPart {
  readonly total: OpenSum;
  readonly rules: Sums;
  readonly resources: Sums;
  readonly users: Sums;
  readonly hours: Sums;
  readonly bodies: BodySizes;
  broken: number;
  unreadable: number;
  unlikeBaseline: number;
  /** First and last moment as they are written; empty where there is none. */
  from: string;
  to: string;
}

export interface ReplayResult {
  readonly total: Sum;
  /** By rule of the new policy: "rule 1" …, "no rule". */
  readonly rules: readonly KeyedSum[];
  readonly resources: readonly KeyedSum[];
  readonly users: readonly KeyedSum[];
  /** By the hour in which the event was written, such as 2026-11-21T08, in that order. */
  readonly hours: readonly KeyedSum[];
  /** Lines that are not audit events. */
  readonly broken: number;
  /** Events whose address cannot be read; they are counted as kept. */
  readonly unreadable: number;
  /** Events that the baseline would not have written, or not at their level: it was not in effect. */
  readonly unlikeBaseline: number;
  /** Bodies whose size was guessed, and those of them without anything to estimate from. */
  readonly guessed: number;
  readonly blind: number;
  /** First and last moment, in milliseconds since 1970; null in an empty log. */
  readonly from: number | null;
  readonly to: number | null;
}

export function emptyPart(): ReplayPart {
  return {
    total: emptySum(),
    rules: new Map(),
    resources: new Map(),
    users: new Map(),
    hours: new Map(),
    bodies: new Map(),
    broken: 0,
    unreadable: 0,
    unlikeBaseline: 0,
    from: '',
    to: '',
  };
}

/** Adds another part, from any place in the log. */
export function mergePart(into: ReplayPart, from: ReplayPart): void {
  mergeSum(into.total, from.total);
  for (const by of ['rules', 'resources', 'users', 'hours'] as const) mergeSums(into[by], from[by]);
  mergeSizes(into.bodies, from.bodies);
  for (const count of ['broken', 'unreadable', 'unlikeBaseline'] as const) into[count] += from[count];
  noteMoment(into, from.from);
  noteMoment(into, from.to);
}

export function noteMoment(part: ReplayPart, moment: string): void {
  if (moment === '') return;
  // All moments of a log are written alike, so that texts compare as times do.
  if (part.from === '' || moment < part.from) part.from = moment;
  if (moment > part.to) part.to = moment;
}

/** The result of a whole log. */
export function resultOf(part: ReplayPart): ReplayResult {
  const { bodies, broken, unreadable, unlikeBaseline } = part;
  return {
    total: closed(part.total, bodies),
    rules: ranked(part.rules, bodies),
    resources: ranked(part.resources, bodies),
    users: ranked(part.users, bodies),
    hours: byKey(part.hours, bodies),
    broken,
    unreadable,
    unlikeBaseline,
    ...guesses(part.total, bodies),
    from: momentOf(part.from),
    to: momentOf(part.to),
  };
}

function momentOf(text: string): number | null {
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? null : moment;
}
