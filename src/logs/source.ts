// A source of audit events, as the readers of the room see it.
import type { World } from '../core/ports.ts';
import type { Digest } from '../events/digest.ts';
import type { Digesting } from './digesting.ts';

/** The parts of the world that sources use. */
export type LogWorld = Pick<World, 'files' | 'clock' | 'report' | 'signal' | 'stdin' | 'env' | 'engine' | 'cwd'>;

/** How far back to read. */
export interface Reach {
  /** Only the last so many events are wanted; null for all. */
  readonly tail: number | null;
  /** Only events from this moment on are wanted, in milliseconds since 1970. */
  readonly since: number | null;
  /** Whether a filter leaves some events out, so that many lines may be needed for few events. */
  readonly selective: boolean;
}

/** Bytes that surely hold a few hundred events. */
const A_FEW_HUNDRED = 8 * 1024 * 1024;

/** How many bytes of a log's end to read before following it. */
export function backlogBytes({ tail, since, selective }: Reach): number {
  if (since !== null || tail === null) return Infinity;
  if (tail === 0) return 0;
  return selective || tail > 500 ? Infinity : A_FEW_HUNDRED;
}

/** What to say when a part of a source's log was removed before it was read. */
export function lostText(name: string): string {
  return `${name}: a rotated log was removed before it was read; events may be missing`;
}

/** Something that happens while a source is followed. */
export type Live =
  | { readonly type: 'block'; readonly block: Uint8Array }
  /** Everything that was there at the start has been given. */
  | { readonly type: 'caught-up' };

/** One log with its rotated files: of a node, of a folder, or standard input. */
export interface Source {
  /** What to call it when speaking of it. */
  readonly name: string;
  /** Bytes of all its files; null where nobody knows before they are read. */
  readonly bytes: number | null;
  /** Everything that is there, oldest first; at least the last `reach.tail` events. */
  read(digesting: Digesting, reach: Reach): AsyncIterable<Digest>;
  /** What is there, as far as the reach demands, and then whatever comes, until the signal is aborted. */
  follow(digesting: Digesting, reach: Reach, signal: AbortSignal): AsyncIterable<Live>;
}
