// Says after a save from when on it is in effect.
import { formatDuration } from '../../core/duration.ts';
import type { Report } from '../../core/event.ts';
import type { World } from '../../core/ports.ts';
import { stepInEffect } from '../../rollout/plan.ts';

/** A report of the steps of a change in which the one that puts it into effect says how long after the save that was. */
export function inEffectAfter({ report, clock }: Pick<World, 'report' | 'clock'>, saved: number): Report {
  let last: string | null = null;
  return (event) => {
    if (event.type === 'plan') last = stepInEffect(event.steps);
    if (event.type !== 'step-done' || event.id !== last) {
      report(event);
      return;
    }
    const ms = Math.round(clock.monotonic() - saved);
    const said = [event.text ?? 'in effect', `${formatDuration(ms)} after the save`].join(', ');
    report({ ...event, text: said });
    report({ type: 'in-effect', ms });
  };
}
