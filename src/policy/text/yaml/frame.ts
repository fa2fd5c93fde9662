// A collection of a YAML document while it is read.
import type { Tree } from '../tree.ts';
import type { MarkedEntry } from './open-parts.ts';

export type CollectionKind =
  | 'block-sequence'
  | 'indentless'
  | 'block-mapping'
  | 'flow-sequence'
  | 'flow-mapping'
  | 'pair';

/** An entry whose value is still to be read. */
export type OpenEntry = Omit<MarkedEntry, 'value'> & { value: Tree };

export interface Frame {
  readonly kind: CollectionKind;
  /** Offset of its first character. */
  readonly start: number;
  readonly mapping: boolean;
  /** Where its parts begin among those of all open collections. */
  readonly from: number;
  /** A list of what a merge key (`<<`) merges. */
  readonly merged: boolean;
  readonly anchor: Anchor | null;
  first: boolean;
  /** What comes next of a mapping; `end`: nothing more of this pair is written. */
  stage: 'key' | 'value' | 'end';
  /** The entry whose value comes next; null where a key comes next. */
  entry: OpenEntry | null;
  /** The depth of nesting here, this collection included. */
  height: number;
}

/** What an alias refers to. */
export interface Anchor {
  /** Null while a collection is still being read. */
  tree: Tree | null;
  /** The entry that it makes as a key; null for a collection, which cannot be one. */
  readonly entry: OpenEntry | null;
  /** How many nodes it is, itself and what its own aliases refer to counted. */
  steps: number;
  height: number;
}
