// The volume of a log: bytes per hour, and how long the rotated files reach back.
import { reachHours, type LogRotation } from '../../core/log-rotation.ts';
import { count } from '../../core/plural.ts';
import type { ReplayResult } from './part.ts';

export interface Volume {
  readonly hours: number;
  readonly bytesPerHour: number;
  readonly newBytesPerHour: number;
  /**
   * Hours that the rotated files reach back, before and under the new policy; null where they never fill up. Just after
   * a rotation the log itself adds nothing to them.
   */
  readonly retention: { readonly before: number | null; readonly after: number | null } | null;
}

/** Null where all events have the same time. `logs` is the number of logs, alike in volume, that the events come from. */
export function volumeOf({ total, from, to }: ReplayResult, rotation: LogRotation | null, logs = 1): Volume | null {
  if (from === null || to === null || to <= from) return null;
  const hours = (to - from) / 3_600_000;
  const [bytesPerHour, newBytesPerHour] = [total.bytes / hours, total.keptBytes / hours];
  const reach = (kept: LogRotation, rate: number): number | null => {
    const reached = reachHours(kept, rate / logs);
    return Number.isFinite(reached) ? reached : null;
  };
  const retention =
    rotation === null ? null : { before: reach(rotation, bytesPerHour), after: reach(rotation, newBytesPerHour) };
  return { hours, bytesPerHour, newBytesPerHour, retention };
}

/** What a log cannot show about a policy, where it matters to this result. */
export function limitsOf(result: ReplayResult): readonly string[] {
  const { broken, unreadable, unlikeBaseline, guessed, blind } = result;
  const said = [
    'requests that were never logged are not in a log: where the new policy logs more of them, the volume is higher than shown',
    'stages that were omitted from the log stay missing, even where the new policy writes them',
  ];
  if (guessed > 0)
    said.push(`${count(guessed, 'body was', 'bodies were')} not recorded; sizes are guessed from those that were`);
  if (blind > 0) said.push(`for ${blind} of them the log holds no body to guess from; they are counted as empty`);
  if (unlikeBaseline > 0)
    said.push(
      `${count(unlikeBaseline, 'event is', 'events are')} not as the baseline would have written, so another policy was in effect`,
    );
  if (unreadable > 0)
    said.push(`${count(unreadable, 'event has', 'events have')} an address that cannot be read; counted as kept`);
  if (broken > 0) said.push(count(broken, 'line is not an audit event', 'lines are not audit events'));
  return said;
}
