// The mark of a creation that has begun: there from before kind starts until the cluster is complete.
import type { World } from '../core/ports.ts';
import type { StatePaths } from './cluster-state.ts';

/** A creation that did not end, or that is still going on. */
export interface CreationMark {
  /** When it began: a date as text. */
  readonly since: string;
}

/** The text of a mark. */
export function markText({ clock }: Pick<World, 'clock'>): string {
  return `${JSON.stringify({ since: clock.now().toISOString() })}\n`;
}

/** The mark of the cluster, or null. A mark that cannot be read is one whose beginning is not known. */
export async function readMark(
  { files }: Pick<World, 'files'>,
  { creating }: StatePaths,
): Promise<CreationMark | null> {
  const stat = await files.stat(creating);
  if (stat === null) return null;
  const text = stat.kind === 'file' ? await files.read(creating) : '';
  try {
    const { since } = JSON.parse(text ?? '') as Partial<CreationMark>;
    if (typeof since === 'string' && !Number.isNaN(Date.parse(since))) return { since: new Date(since).toISOString() };
  } catch {
    // as below
  }
  return { since: 'an unknown time' };
}
