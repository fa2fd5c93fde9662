// Blocks of lines digested: what is wanted of them, in the form that is wanted.
import type { AuditEvent } from './audit-event.ts';
import { collector, type Collected, type Product, type Shown } from './collect.ts';
import { decodeEvent } from './decode.ts';
import { compileFilter, type FilterSpec } from './filter.ts';
import { CandidateLines, rawTest } from './raw-test.ts';
import { requestKey, stageRole, type OpenRequest } from './requests.ts';
import { timestampReader } from './timestamp.ts';

/** Everything that a digest depends on, as plain data. */
export interface DigestSettings {
  readonly filter: FilterSpec;
  readonly allStages: boolean;
  readonly product: Product;
}

/** What became of a block, as plain data. */
export interface Digest extends Collected {
  /** Requests that began in the block and did not end in it. */
  readonly opened: readonly OpenRequest<Shown>[];
  /** Keys of requests that ended in the block and may have begun before it. */
  readonly ended: readonly string[];
  /** Lines that are no audit event. */
  readonly broken: number;
}

/**
 * Digests one block. `now` is the moment that relative times count from, in milliseconds since 1970;
 * `memory` is used for the text of the records where it is large enough.
 */
export type Digester = (block: Uint8Array, now: number, memory?: ArrayBuffer) => Digest;

/** How long after the block's first event a request may have been received before that event was written. */
const OVERLAP_MS = 1000;

/** A share of lines above which a test of bytes costs more than it saves. */
const TOO_MANY = 0.4;

/** Builds a digester. */
export async function createDigester({ filter, allStages, product }: DigestSettings): Promise<Digester> {
  const wanted = compileFilter(filter);
  const collect = await collector(product);
  const read = timestampReader();
  let raw = rawTest(filter);

  return (bytes, now, memory) => {
    const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const into = collect(block, now);
    const opened = new Map<string, OpenRequest<Shown>>();
    const ended: string[] = [];
    let broken = 0;
    let firstTime = Number.NaN;

    const take = (event: AuditEvent, line: string, start: number, end: number): void => {
      const time = read(event.stageTimestamp);
      if (Number.isNaN(firstTime)) firstTime = time;
      const role = allStages ? 'end' : stageRole(event);
      if (role === 'end') {
        if (!allStages && !opened.delete(requestKey(event))) {
          if (!(read(event.requestReceivedTimestamp) > firstTime + OVERLAP_MS)) ended.push(requestKey(event));
        }
        if (wanted(event, line)) into.add(event, start, end, time);
      } else if (role === 'early' && wanted(event, line)) {
        const key = requestKey(event);
        opened.delete(key);
        opened.set(key, { key, time, shown: into.show(event, start, end), bytes: 200 + end - start });
      }
    };
    const parse = (start: number, end: number): void => {
      const line = block.toString('utf8', start, end);
      const event = decodeEvent(line);
      if (event !== null) take(event, line, start, end);
      else if (line.trim() !== '') broken += 1;
    };
    if (raw === null) eachLine(block, parse);
    else if (eachCandidate(block, new CandidateLines(block, raw), parse) > TOO_MANY) raw = null;
    return { ...into.finish(memory), opened: [...opened.values()], ended, broken };
  };
}

function eachLine(block: Buffer, visit: (start: number, end: number) => void): void {
  let start = 0;
  while (start < block.length) {
    const newline = block.indexOf(10, start);
    const end = newline < 0 ? block.length : newline;
    visit(start, end);
    start = end + 1;
  }
}

/**
 * Visits the lines that may pass, and those that do not look like an object, which are counted.
 * Gives the share of the former.
 */
function eachCandidate(block: Buffer, candidates: CandidateLines, visit: (start: number, end: number) => void): number {
  let lines = 0;
  let visited = 0;
  let candidate = candidates.next(0);
  eachLine(block, (start, end) => {
    lines += 1;
    if (start === candidate) {
      visited += 1;
      visit(start, end);
      candidate = candidates.next(Math.min(end + 1, block.length));
    } else if (block[start] !== 0x7b || block[block[end - 1] === 13 ? end - 2 : end - 1] !== 0x7d) {
      visit(start, end);
    }
  });
  return lines < 100 ? 0 : visited / lines;
}
