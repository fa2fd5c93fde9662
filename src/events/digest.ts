// Digests stretches of a log: keeps what is wanted, in the form that is wanted.
import { eachLine } from '../core/lines.ts';
import type { Within } from '../core/ports.ts';
import type { AuditEvent } from './audit-event.ts';
import { collector, type Collected, type Product, type Shown } from './collect.ts';
import { decodeEvent } from './decode.ts';
import { partsOf } from './events-inside.ts';
import { compileFilter, isUnbounded, type FilterSpec } from './filter.ts';
import { SeenLines, type Seen } from './left-out/seen.ts';
import { whyLeftOut } from './left-out/why.ts';
import type { Line } from './render.ts';
import { lineSearch } from './search/line-search.ts';
import { rawTest } from './search/raw-test.ts';
import { requestKey, stageRole, type OpenRequest } from './requests.ts';
import { isShortened } from '../core/shorten-json.ts';
import { inWords } from './words.ts';
import { slimText } from './slim.ts';
import { timestampReader } from './timestamp.ts';
import { untilStuck, type Step } from './until-stuck.ts';

/** Everything that a digest depends on, as plain data. */
export interface DigestSettings {
  readonly filter: FilterSpec;
  readonly allStages: boolean;
  readonly product: Product;
}

/** The result of a stretch, as plain data. */
export interface Digest extends Collected {
  /** Requests that began in it and did not end in it. */
  readonly opened: readonly OpenRequest<Shown>[];
  /** Keys of requests that ended in it and may have begun before it. */
  readonly ended: readonly string[];
  readonly seen: Seen;
  /** Whether nothing is given, since a regular expression was too slow for one of the lines. */
  readonly tooSlow: boolean;
}

/**
 * Digests a stretch of a log: blocks of whole lines, each of which is valid only until the next is asked for; with a
 * regular expression they are gone through again where that was slow. `now` is the moment that relative times count from, in milliseconds since 1970; `memory` is used for the text of the records
 * where it is large enough.
 */
export type Digester = (blocks: Iterable<Uint8Array>, now: number, memory?: ArrayBuffer) => Digest;

/** How long after the stretch's first event a request may have been received before that event was written. */
const OVERLAP_MS = 1000;

/** A share of the bytes above which a test of bytes costs more than it saves, and how many bytes are enough to judge. */
const TOO_MANY = 0.4;
const ENOUGH = 512 * 1024;

/** Builds a digester; a regular expression of the filter works within limits of time. */
export async function createDigester(
  { filter, allStages, product }: DigestSettings,
  within: Within,
): Promise<Digester> {
  const wanted = compileFilter(filter);
  const asksTime = filter.since !== null || filter.until !== null;
  const wantedAnyTime = compileFilter({ ...filter, since: null, until: null });
  const collect = await collector(product);
  const read = timestampReader();
  const raw = rawTest(filter);
  let search = raw === null ? null : lineSearch(raw);
  let searched = 0;
  let visited = 0;
  const needsBodies = filter.grep.length > 0 || (product.kind === 'lines' && product.look.form === 'yaml');
  const textOf = needsBodies ? wholeText : slimText;

  const digest = (at: Step, ...[blocks, now, memory]: Parameters<Digester>): Digest => {
    const into = collect(now, memory);
    const opened = new Map<string, OpenRequest<Shown>>();
    const ended: string[] = [];
    const seen = new SeenLines();
    let firstTime = Number.NaN;

    const take = (event: AuditEvent, text: string, line: Line): void => {
      const time = read(event.stageTimestamp);
      if (Number.isNaN(firstTime)) firstTime = time;
      const role = allStages ? 'end' : stageRole(event);
      const isTimeless = Number.isNaN(time) && asksTime;
      if (isTimeless && role !== 'open-watch' && wantedAnyTime(event, text)) seen.leaveOut('no-time');
      if (role === 'end') {
        if (!allStages && !opened.delete(requestKey(event))) {
          if (!(read(event.requestReceivedTimestamp) > firstTime + OVERLAP_MS)) ended.push(requestKey(event));
        }
        if (wanted(event, text)) into.add(event, line, time);
      } else if (role === 'early' && wanted(event, text)) {
        const key = requestKey(event);
        opened.delete(key);
        opened.set(key, { key, time, shown: into.show(event, line), bytes: 200 + line.end - line.start });
      }
    };
    const readInside = (block: Buffer, start: number, end: number, line: string): void => {
      if (isShortened(line)) {
        seen.other(whyLeftOut(line));
        return;
      }
      const { events, hasRest } = partsOf(block.toString('latin1', start, end));
      const found = events.flatMap((part) => {
        const own = { block, start: start + part.start, end: start + part.end };
        const text = textOf(block, own.start, own.end);
        const event = decodeEvent(text);
        return event === null ? [] : [{ event, text, line: own }];
      });
      const isAll = found.length === events.length && !hasRest;
      seen.other(found.length === 0 ? whyLeftOut(line) : isAll ? null : 'partly', found.length);
      for (const each of found) take(each.event, each.text, each.line);
    };
    for (const bytes of blocks) {
      const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      const parse = (start: number, end: number): void => {
        at.line += 1;
        const text = textOf(block, start, end);
        const event = decodeEvent(text);
        if (event === null) {
          readInside(block, start, end, text);
          return;
        }
        seen.events(1);
        if (isShortened(text)) seen.leaveOut('overlong', inWords(event));
        take(event, text, { block, start, end });
      };
      if (search === null) {
        eachLine(block, parse);
        continue;
      }
      visited += search(block, parse, (lines) => seen.events(lines));
      searched += block.length;
      if (searched > ENOUGH && visited > searched * TOO_MANY) search = null;
    }
    return { ...into.finish(), opened: [...opened.values()], ended, seen: seen.take(), tooSlow: false };
  };
  if (!filter.grep.some(isUnbounded)) return (...stretch) => digest({ line: 0 }, ...stretch);
  return (blocks, now, memory) =>
    untilStuck(within, (at) => digest(at, blocks, now, memory)) ?? {
      ...digest({ line: 0 }, [], now),
      tooSlow: true,
    };
}

function wholeText(block: Buffer, start: number, end: number): string {
  return block.toString('utf8', start, end);
}
