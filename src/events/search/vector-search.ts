// The search of a block by WebAssembly, which looks at sixteen bytes at once. README.md explains how it works.
import { endOfLines } from '../../core/lines.ts';
import type { LineSearch } from './line-search.ts';
import { escapeMayPass, looksWhole, type RawTest } from './raw-test.ts';
import {
  add,
  again,
  and16,
  any16,
  atLeast,
  bits16,
  bytes16,
  compile,
  equal16,
  get,
  i32,
  leave,
  load16,
  loop,
  or16,
  PAGE,
  set,
  tee,
  trailingZeros,
  when,
  without16,
  type Code,
  type WasmMemory,
} from './wasm.ts';

const NEWLINE = 10;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Bytes that are looked at in one go: they stay in the processor's cache. */
const PIECE = 4 * PAGE;

/** Where a piece begins in memory: there is a byte before its first one. */
const BEGIN = 16;

/** The most frequent bytes of an audit log, the most frequent last. */
const COMMON = 'mdpl.1-/,cu:nroitsae"';

/** Builds the search for a test; null where there is no WebAssembly, or not with vectors. */
export function vectorSearch(test: RawTest): LineSearch | null {
  let compiled;
  try {
    const { vectors, body } = searchCode(test);
    compiled = compile({ parameters: 2, numbers: 1, vectors }, body);
  } catch {
    return null;
  }
  const search = new Search(test, compiled.run, compiled.memory);
  return (block, visit) => search.lines(block, visit);
}

/** How many times sixteen bytes are looked at in one turn of the loop. */
const STEPS = [0, 16, 32, 48];

/** How many bytes after a piece may be read, though nothing in them counts: a turn of the loop, and a text. */
function slackOf({ texts }: RawTest): number {
  return 16 * (STEPS.length + 1) + Math.max(...texts.map(({ length }) => length));
}

const [before, end, bits, here, firstByte] = [0, 1, 2, 3, 4];

/**
 * From the place after `before` on: what comes first before `end` of places where a text of the test may begin,
 * where an escape (\u) begins, or where a line ends that does not end in "}" or is followed by one that does not
 * begin with "{". -1 when there is none.
 */
function searchCode({ texts }: RawTest): { readonly vectors: number; readonly body: readonly Code[] } {
  const known = new Map<number, number>();
  /** The local that holds sixteen times a byte. */
  const sixteen = (byte: number): number => {
    const local = known.get(byte) ?? firstByte + known.size;
    known.set(byte, local);
    return local;
  };
  /** For each of sixteen places whether it may be what is looked for; the quick look accepts more. */
  const wanted = (step: number, quick: boolean): Code => {
    /** Whether a byte stands so far after each place. */
    const isByte = (distance: number, byte: number): Code => [
      ...(distance === 0 ? get(here) : [...get(before), ...load16(1 + step + distance)]),
      ...get(sixteen(byte)),
      ...equal16,
    ];
    const all = (parts: readonly Code[], join: Code): Code =>
      parts.flatMap((part, index) => (index === 0 ? part : [...part, ...join]));
    const mayBegin = (text: Buffer): Code =>
      all(
        rarest(text, quick ? 2 : 4).map((place) => isByte(place, text[place] ?? 0)),
        and16,
      );
    const endsWell = [...isByte(-1, CLOSE), ...isByte(1, OPEN), ...and16];
    const parts = [
      ...texts.map(mayBegin),
      [...isByte(0, BACKSLASH), ...isByte(1, LETTER_U), ...and16],
      quick ? isByte(0, NEWLINE) : [...isByte(0, NEWLINE), ...endsWell, ...without16],
    ];
    return [...get(before), ...load16(1 + step), ...set(here), ...all(parts, or16)];
  };
  const look = (step: number): Code => [
    ...wanted(step, false),
    ...bits16,
    ...tee(bits),
    ...when(get(before), i32(1 + step), add, get(bits), trailingZeros, add, leave),
  ];
  const quickLooks = STEPS.flatMap((step, index) => [...wanted(step, true), ...(index === 0 ? [] : or16)]);
  const looks = STEPS.map(look);
  const body = [
    [...known].flatMap(([byte, local]) => [...i32(byte), ...bytes16, ...set(local)]),
    loop(
      [...get(before), ...get(end), ...atLeast, ...when(i32(-1), leave)],
      [...quickLooks, ...any16, ...when(...looks)],
      [...get(before), ...i32(16 * STEPS.length), ...add, ...set(before), ...again],
    ),
    i32(-1),
  ];
  return { vectors: 1 + known.size, body };
}

/** Where in a text its rarest bytes are, by their frequency in audit logs. */
function rarest(text: Buffer, count: number): readonly number[] {
  const commonness = (place: number): number => COMMON.indexOf(String.fromCharCode(text[place] ?? 0));
  return Array.from(text.keys())
    .toSorted((a, b) => commonness(a) - commonness(b))
    .slice(0, count);
}

class Search {
  readonly #test: RawTest;
  readonly #run: (before: number, end: number) => number;
  readonly #memory: WasmMemory;
  readonly #slack: number;
  #bytes: Buffer;

  constructor(test: RawTest, run: (before: number, end: number) => number, memory: WasmMemory) {
    this.#test = test;
    this.#run = run;
    this.#memory = memory;
    this.#slack = slackOf(test);
    this.#bytes = Buffer.from(memory.buffer);
  }

  lines(block: Buffer, visit: (start: number, end: number) => void): number {
    let visited = 0;
    for (let start = 0; start < block.length;) {
      const next = endOfLines(block, start, PIECE);
      const shift = start - BEGIN;
      this.#take(block, start, next);
      this.#piece(BEGIN + next - start, (from, to) => {
        visited += to - from;
        visit(from + shift, to + shift);
      });
      start = next;
    }
    return visited;
  }

  /** Puts whole lines where the code finds them, between bytes with which no line looks wrong. */
  #take(block: Buffer, start: number, end: number): void {
    const missing = BEGIN + end - start + this.#slack - this.#bytes.length;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
      this.#bytes = Buffer.from(this.#memory.buffer);
    }
    this.#bytes[BEGIN - 1] = CLOSE;
    this.#bytes.set(block.subarray(start, end), BEGIN);
    this.#bytes[BEGIN + end - start] = OPEN;
  }

  #piece(end: number, visit: (start: number, end: number) => void): void {
    const bytes = this.#bytes;
    /** Where the last line ended that was visited. */
    let done = BEGIN - 1;
    const visitLine = (start: number): number => {
      const newline = bytes.indexOf(NEWLINE, start);
      done = newline < 0 || newline > end ? end : newline;
      visit(start, done);
      return done;
    };
    let place = bytes[BEGIN] === OPEN ? BEGIN : visitLine(BEGIN);
    for (place = this.#next(place, end); place < end; place = this.#next(place, end)) {
      if (bytes[place] === NEWLINE) {
        const start = startOfLine(bytes, place);
        if (start > done && !looksWhole(bytes, start, place)) visitLine(start);
        place += 1;
        if (place < end && bytes[place] !== OPEN) place = visitLine(place);
      } else if (this.#mayPass(place)) {
        place = visitLine(startOfLine(bytes, place));
      } else {
        place += 1;
      }
    }
    const last = startOfLine(bytes, end);
    if (last > done && last < end && !looksWhole(bytes, last, end)) visitLine(last);
  }

  /** The next place that needs a closer look; `end` or more when there is none. */
  #next(place: number, end: number): number {
    const found = this.#run(place - 1, end);
    return found < 0 ? end : found;
  }

  #mayPass(place: number): boolean {
    const bytes = this.#bytes;
    return escapeMayPass(this.#test, bytes, place) || this.#test.texts.some((text) => isAt(bytes, place, text));
  }
}

function isAt(bytes: Buffer, place: number, text: Buffer): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[place + index] !== text[index]) return false;
  return true;
}

function startOfLine(bytes: Buffer, place: number): number {
  return place === BEGIN ? BEGIN : Math.max(BEGIN, bytes.lastIndexOf(NEWLINE, place - 1) + 1);
}
