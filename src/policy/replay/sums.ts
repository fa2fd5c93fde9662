// Sums of a replay: events and bytes before and after, by some key, within bounded memory. All of it is plain data, so
// that threads can hand it over.
import { cellText } from '../../core/limits.ts';
import { ownText } from '../../core/own-text.ts';
import { bodyOfVerb, sizeOfBody, type BodySizes } from './body-sizes.ts';

/** What happened to an event. */
export type Fate = 'same' | 'raised' | 'lowered' | 'dropped';

/** Events and bytes of one key. */
export interface Sum {
  /** Events that the log holds, or that the baseline would have kept. */
  events: number;
  bytes: number;
  /** Of these under the new policy. */
  kept: number;
  keptBytes: number;
  dropped: number;
  raised: number;
  lowered: number;
}

export type KeyedSum = Sum & { readonly key: string };

/** One event under the new policy. */
export interface Change {
  readonly fate: Fate;
  /** Bytes of the event, without bodies that the log does not hold. */
  readonly before: number;
  readonly after: number;
  readonly missing: readonly MissingBody[];
}

/** A body that belongs to an event and is not in the log. */
export interface MissingBody {
  readonly body: string;
  readonly before: boolean;
  readonly after: boolean;
}

/** A sum whose missing bodies have no size yet. */
export interface OpenSum extends Sum {
  /** By body. */
  missing: Map<string, Missing> | null;
}

/** How often a body is missing: in how many events, and in how many of them before and under the new policy. */
interface Missing {
  events: number;
  before: number;
  after: number;
}

export type Sums = Map<string, OpenSum>;

export function emptySum(): OpenSum {
  return { events: 0, bytes: 0, kept: 0, keptBytes: 0, dropped: 0, raised: 0, lowered: 0, missing: null };
}

/** More different keys than this are counted together. */
const MOST_KEYS = 20_000;
const OTHERS = '(others)';

/** More different bodies than this are distinguished by their verb only. */
const MOST_BODIES = 256;

/** The sum of a key. */
export function sumOf(sums: Sums, name: string): OpenSum {
  const wanted = cellText(name);
  const key = sums.size < MOST_KEYS || sums.has(wanted) ? wanted : OTHERS;
  const found = sums.get(key);
  if (found !== undefined) return found;
  const sum = emptySum();
  sums.set(ownText(key), sum);
  return sum;
}

/** Counts an event. */
export function addTo(sum: OpenSum, { fate, before, after, missing }: Change): void {
  sum.events += 1;
  sum.bytes += before;
  for (const { body, before, after } of missing) addMissing(sum, body, 1, before ? 1 : 0, after ? 1 : 0);
  if (fate === 'dropped') {
    sum.dropped += 1;
    return;
  }
  sum.kept += 1;
  sum.keptBytes += after;
  if (fate === 'raised') sum.raised += 1;
  if (fate === 'lowered') sum.lowered += 1;
}

/** Adds sums of another part of the log. */
export function mergeSums(into: Sums, from: Sums): void {
  for (const [key, sum] of from) mergeSum(sumOf(into, key), sum);
}

export function mergeSum(into: OpenSum, from: OpenSum): void {
  into.events += from.events;
  into.bytes += from.bytes;
  into.kept += from.kept;
  into.keptBytes += from.keptBytes;
  into.dropped += from.dropped;
  into.raised += from.raised;
  into.lowered += from.lowered;
  for (const [body, { events, before, after }] of from.missing ?? []) addMissing(into, body, events, before, after);
}

function addMissing(sum: OpenSum, body: string, events: number, before: number, after: number): void {
  sum.missing ??= new Map();
  const known = sum.missing.get(body);
  if (known !== undefined) {
    known.events += events;
    known.before += before;
    known.after += after;
  } else if (sum.missing.size < MOST_BODIES || body === bodyOfVerb(body)) {
    sum.missing.set(ownText(body), { events, before, after });
  } else {
    addMissing(sum, bodyOfVerb(body), events, before, after);
  }
}

/** The sum with the sizes that bodies of its kinds had elsewhere in the log. */
export function closed({ missing, ...sum }: OpenSum, sizes: BodySizes): Sum {
  for (const [body, { before, after }] of missing ?? []) {
    const size = sizeOfBody(sizes, body) ?? 0;
    sum.bytes += Math.round(before * size);
    sum.keptBytes += Math.round(after * size);
  }
  return sum;
}

/** How many bodies are missing, and how many of them are of a kind that the log never holds. */
export function guesses({ missing }: OpenSum, sizes: BodySizes): { guessed: number; blind: number } {
  let [guessed, blind] = [0, 0];
  for (const [body, { events }] of missing ?? []) {
    guessed += events;
    if (sizeOfBody(sizes, body) === null) blind += events;
  }
  return { guessed, blind };
}

/** Sums in the order of their keys. */
export function byKey(sums: Sums, sizes: BodySizes): readonly KeyedSum[] {
  return [...sums].map(([key, sum]) => ({ key, ...closed(sum, sizes) })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Those with the most bytes before or after first. */
export function ranked(sums: Sums, sizes: BodySizes): readonly KeyedSum[] {
  const size = ({ bytes, keptBytes }: Sum): number => Math.max(bytes, keptBytes);
  return byKey(sums, sizes).toSorted((a, b) => size(b) - size(a));
}
