// Events in a line that is no event as a whole: after zero bytes, after half an event, after a prefix, one after another.
import { frameOf } from './cri-frame.ts';
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
const BEGINNING = '{"kind":"Event","apiVersion":"audit.k8s.io/';

/** A prefix is no longer, and holds no part of JSON: a host, a time, the name of a file. */
const prefix = /^[^"{}\0]{0,300}$/;

/** What separates a part from the next one. */
const separator = /[\0- ,]/;

/** Where events may be in a line: its characters, or its bytes as characters. */
export function partsOf(line: string): Parts {
  const framing = frameOf(line);
  if (framing !== null) {
    const own = !framing.isPiece && framing.stream === 'stdout';
    return { events: own ? [{ start: framing.length, end: line.length }] : [], hasRest: false };
  }
  const starts: number[] = [];
  for (let at = line.indexOf(BEGINNING); at >= 0; at = line.indexOf(BEGINNING, at + 1)) starts.push(at);
  const [first] = starts;
  // Whole JSON that holds events is another form, which is not read in parts.
  if (first === undefined || (/^[[{]/.test(line) && first > 0 && isJson(line))) return { events: [], hasRest: true };
  return {
    events: starts.map((start, index) => ({ start, end: trimmed(line, start, starts[index + 1] ?? line.length) })),
    hasRest: !prefix.test(line.slice(0, Math.min(first, 400))),
  };
}

/** The end of a part without what separates it from the next. */
function trimmed(line: string, start: number, end: number): number {
  let last = end;
  while (last > start && separator.test(line[last - 1] ?? '')) last -= 1;
  return last;
}
