// Finds the lines of a block that a test of bytes cannot reject, and those that do not look like an event of the API server.
import { eachLine } from '../../core/lines.ts';
import type { RawTest } from './raw-test.ts';

/**
 * Visits lines by their places in the block, in order, and is given the number of rejected lines in between; gives how
 * many bytes the visited ones have.
 */
export type LineSearch = (
  block: Buffer,
  visit: (start: number, end: number) => void,
  reject: (lines: number) => void,
) => number;

const RETURN = 13;
const CLOSE = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What is before the time of an event's stage, how long that is, and what is after it where there are annotations. */
const STAGE_TIME = Buffer.from(',"stageTimestamp":"');
const TIME = '2026-11-21T08:09:51.567123Z'.length;
const ANNOTATIONS = Buffer.from('","annotations":{"');

/** So many lengths of annotations are remembered: most events have one of few. */
const MOST_LENGTHS = 8;

/** How the API server begins every event. */
const KIND = Buffer.from('{"kind":"');
const VERSION = Buffer.from('Event","apiVersion":"audit.k8s.io/v1","level":"');

/** A writer that goes on in an emptied file leaves these, also inside a line. */
const ZERO = Buffer.from([0]);

/** How an escape of a character below 256 begins. */
const ESCAPE = Buffer.from('\\u00');

/** Builds the search for a test. */
export function lineSearch(test: RawTest): LineSearch {
  const needles = [...test.texts, ESCAPE, ZERO];
  const endsAsEvent = endingTest();
  return (block, visit, reject) => {
    /** Where each needle is found next. */
    const places = needles.map((needle) => placeOf(block, needle, 0));
    let first = Math.min(...places);
    let visited = 0;
    let rejected = 0;
    let event = eventFrom(block, 0);
    eachLine(block, (start, end) => {
      if (event < start) event = eventFrom(block, start);
      let wanted = event !== start;
      if (!wanted) {
        event = eventFrom(block, start + 1);
        wanted = event < end || !endsAsEvent(block, start, end);
      }
      while (first < end) {
        for (const [index, needle] of needles.entries()) {
          const place = places[index] ?? Infinity;
          if (place >= end) continue;
          if (needle !== ESCAPE || test.characters[escapedCode(block, place)] === 1) wanted = true;
          places[index] = placeOf(block, needle, wanted ? end : place + 1);
        }
        first = Math.min(...places);
      }
      if (!wanted) {
        rejected += 1;
        return;
      }
      if (rejected > 0) reject(rejected);
      rejected = 0;
      visited += end - start;
      visit(start, end);
    });
    if (rejected > 0) reject(rejected);
    return visited;
  };
}

/** Where the next event begins. Few bytes are as the first one of what is looked for, which makes the search fast. */
function eventFrom(block: Buffer, from: number): number {
  for (let at = from + KIND.length; ; at += 1) {
    at = placeOf(block, VERSION, at);
    if (at === Infinity) return at;
    const start = at - KIND.length;
    let same = 0;
    while (same < KIND.length && block[start + same] === KIND[same]) same += 1;
    if (same === KIND.length) return start;
  }
}

function placeOf(block: Buffer, needle: Buffer, from: number): number {
  const at = block.indexOf(needle, from);
  return at < 0 ? Infinity : at;
}

/** The code that an escape spells. */
function escapedCode(bytes: Buffer, place: number): number {
  const digits = place + ESCAPE.length;
  return hexDigit(bytes[digits] ?? 0) * 16 + hexDigit(bytes[digits + 1] ?? 0);
}

/** The value of a digit's code, 0 to 15, also for what is not a digit: a broken line is never wanted. */
function hexDigit(code: number): number {
  return code <= 0x39 ? code & 15 : ((code & 15) + 9) & 15;
}

/**
 * Whether a line ends as an event of the API server does: with the time of its stage, or with annotations after it.
 * Other lines are visited, so that what is cut off is counted.
 */
function endingTest(): (bytes: Buffer, start: number, end: number) => boolean {
  /** Bytes from the time of the stage to the end of a line, for the annotations that were seen last. */
  const lengths: number[] = [];
  const hasAnnotations = (bytes: Buffer, start: number, last: number): boolean => {
    for (const length of lengths) {
      const from = last - length;
      if (from >= start && holdsAt(bytes, from, STAGE_TIME)) return isNoted(bytes, from);
    }
    const from = bytes.lastIndexOf(STAGE_TIME, last);
    if (from < start || !isNoted(bytes, from)) return false;
    if (lengths.unshift(last - from) > MOST_LENGTHS) lengths.pop();
    return true;
  };
  return (bytes, start, end) => {
    const last = bytes[end - 1] === RETURN ? end - 2 : end - 1;
    if (bytes[last] !== CLOSE) return false;
    // Annotations are texts, so that two braces end them and the event; a body that is cut off may end so as well.
    if (bytes[last - 1] === CLOSE)
      return bytes[last - 2] === QUOTE && bytes[last - 3] !== BACKSLASH && hasAnnotations(bytes, start, last);
    const from = last - 1 - TIME - STAGE_TIME.length;
    return from >= start && bytes[last - 1] === QUOTE && holdsAt(bytes, from, STAGE_TIME);
  };
}

/** Whether annotations follow the time of a stage. */
function isNoted(bytes: Buffer, from: number): boolean {
  return holdsAt(bytes, from + STAGE_TIME.length + TIME, ANNOTATIONS);
}

function holdsAt(bytes: Buffer, from: number, text: Buffer): boolean {
  for (let at = 0; at < text.length; at += 1) if (bytes[from + at] !== text[at]) return false;
  return true;
}
