// Events in a line that is no event as a whole: after zero bytes, after half an event, after a prefix, one after another.
import { frameAt } from './cri.ts';
import { isJson } from './left-out/is-json.ts';

/** A part of a line. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** What a line is made of. */
export interface Parts {
  /** Where events may be: each begins as one, and reaches up to the next. */
  readonly events: readonly Part[];
  /** Whether there is something before the first of them that is more than a prefix. */
  readonly hasRest: boolean;
}

/** How the API server begins an event. */
const BEGINNING = Buffer.from('{"kind":"Event","apiVersion":"audit.k8s.io/');

/** A prefix is no longer, and holds no part of JSON: a host, a time, the name of a file. */
const prefix = /^[^"{}\0]{0,300}$/;

/** Where events may be in a line of a block. */
export function partsOf(block: Buffer, start: number, end: number): Parts {
  if (end === start) return { events: [], hasRest: false };
  const frame = frameAt(block, start, end);
  if (frame !== null) {
    const own = !frame.isPiece && frame.stream === 'stdout';
    return { events: own ? [{ start: frame.text, end }] : [], hasRest: false };
  }
  const starts: number[] = [];
  // Not the block itself: the search would go on to its end, for every line.
  const line = block.subarray(start, end);
  for (let at = line.indexOf(BEGINNING); at >= 0; at = line.indexOf(BEGINNING, at + 1)) starts.push(start + at);
  const [first] = starts;
  // Whole JSON that holds events is another form, which is not read in parts.
  if (first === undefined || isOtherJson(block, start, end)) return { events: [], hasRest: true };
  const before = block.toString('latin1', start, Math.min(first, start + 400));
  return {
    events: starts.map((each, index) => ({ start: each, end: trimmed(block, each, starts[index + 1] ?? end) })),
    hasRest: !prefix.test(before),
  };
}

const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const OPEN = 0x7b;

function isOtherJson(block: Buffer, start: number, end: number): boolean {
  const first = block[start];
  if (first !== OPEN && first !== OPEN_LIST) return false;
  return (
    !block.subarray(start, start + BEGINNING.length).equals(BEGINNING) && isJson(block.toString('utf8', start, end))
  );
}

/** The end of a part without what separates it from the next: zero bytes, blanks, a comma. */
function trimmed(block: Buffer, start: number, end: number): number {
  let last = end;
  while (last > start && ((block[last - 1] ?? 0) <= 0x20 || block[last - 1] === COMMA)) last -= 1;
  return last;
}
