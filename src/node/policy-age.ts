// Whether a policy file was changed after the API server had read it, which it does only when it starts.
import type { Inspection } from './inspection.ts';
import type { NodePath } from './survey.ts';

/** Seconds by which a start and a write may seem to be out of order. */
const SLACK = 2;

/** By how many seconds the file is newer than the server; null where it is not newer, or not there. */
export function newerThan(
  { type, modified }: Pick<NodePath, 'type' | 'modified'>,
  { startedAt }: Pick<NonNullable<Inspection['server']>, 'startedAt'>,
): number | null {
  const late = modified - startedAt;
  return type === null || late <= SLACK ? null : late;
}
