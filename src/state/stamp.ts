// Names for kept files: a time that sorts as text and is unique to the run.
import type { World } from '../core/ports.ts';

/** A part of file names: 2026-11-21T10-30-00-123-9f3a. The last four are random: two runs may share a millisecond. */
export function stampOf({ clock, random }: Pick<World, 'clock' | 'random'>): string {
  return `${clock.now().toISOString().replaceAll(/[:.]/g, '-').replace('Z', '')}-${random(2)}`;
}

/** Such a part, as a regular expression. */
export const STAMP = String.raw`\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}-[0-9a-f]{4}`;
