// A source of audit events: a stream of blocks, which also reports what is missing from it.

/** How far back to read. */
export interface Reach {
  /** How many of the last events are wanted; null for all. */
  readonly tail: number | null;
  /** Only events from this moment on are wanted, in milliseconds since 1970. */
  readonly since: number | null;
  /** Whether a filter leaves some events out, so that many lines may be needed for few events. */
  readonly selective: boolean;
}

/** All that there is. */
export const everythingThere: Reach = { tail: null, since: null, selective: false };

/** One reading of a file: the same object in all that it gives. */
export interface Origin {
  /** The file's path, or what else to call it in messages. */
  readonly name: string;
  /** Whether it is read from somewhere inside, so that nothing is known about the lines before. */
  readonly midway: boolean;
}

/** Whole lines. A block ends at the end of a line; only the last line of a log may lack its newline. */
export interface Lines {
  readonly type: 'lines';
  /** Valid until the next block is asked for. */
  readonly bytes: Uint8Array;
  readonly origin: Origin;
}

/** All lines of a plain file that is large enough to be read by threads, range by range. */
export interface LargeFile {
  readonly type: 'file';
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** The lines that begin at an offset or later, as a stream, which joins the pieces of a container's lines. */
  linesFrom(offset: number, origin: Origin): AsyncIterable<Lines | Fault>;
}

/** A part of the log that a source could not give; the text says which, for a person. */
export interface Fault {
  readonly type: 'lost';
  readonly text: string;
}

/** A piece of a log: lines, or where they are, or why some are missing. */
export type Block = Lines | LargeFile | Fault;

/** Something that happens while a source is followed. */
export type Live =
  | Lines
  | Fault
  /** Everything that was there at the start has been given. */
  | { readonly type: 'caught-up' };

/** A part of a log, for readers that need only the end of it. */
export interface Stretch {
  /**
   * `part`: the log is the sum of its parts. `end`: the last few megabytes of the log. `all`: the log from its
   * beginning, which replaces every stretch before.
   */
  readonly kind: 'part' | 'end' | 'all';
  blocks(): AsyncIterable<Block>;
}

/** One log with its rotated files: of a node, of a folder, or standard input. */
export interface Source {
  /** Its name in messages. */
  readonly name: string;
  /**
   * A log that a second API server writes for some minutes, beside the first one's: it is of the same times, and most of
   * the time nothing comes. Nobody waits for it.
   */
  readonly isBeside?: boolean;
  /** The files of this machine that it reads. */
  readonly paths?: readonly string[];
  /** Bytes of all its files; null where that is not known before they are read. */
  readonly bytes: number | null;
  /** What is there, from `reach.since` on at least, oldest first. */
  blocks(reach: Reach): AsyncIterable<Block>;
  /** The same by stretches, newest first, to be read until `reach.tail` events are found. */
  stretches(reach: Reach): readonly Stretch[];
  /** What is there within the reach, and then whatever comes, until the signal is aborted. */
  follow(reach: Reach, signal: AbortSignal): AsyncIterable<Live>;
}

/** Bytes that are certain to hold a few hundred events. */
const A_FEW_HUNDRED = 8 * 1024 * 1024;

/** How many bytes of a log's end to read before following it. */
export function backlogBytes({ tail, since, selective }: Reach): number {
  if (since !== null || tail === null) return Infinity;
  if (tail === 0) return 0;
  return selective || tail > 500 ? Infinity : A_FEW_HUNDRED;
}

/** A part of a source's log was removed before it was read. */
export function removedUnread(name: string): Fault {
  return { type: 'lost', text: `${name}: a rotated log was removed before it was read; events may be missing` };
}

/** Bytes of all sources; null where that is not known before they are read. */
export function bytesToRead(sources: readonly Source[]): number | null {
  return sources.reduce<number | null>((sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes), 0);
}
