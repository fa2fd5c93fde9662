// Comparing two policies while Ctrl-C is heard and the progress is shown.
import type { World } from '../../core/ports.ts';
import { percent, Progress } from '../../core/progress.ts';
import { diffInSteps, type PolicyDiff } from '../../policy/diff/diff.ts';
import type { Policy } from '../../policy/model/policy.ts';

/** Compares them by meaning; rejected with the signal's reason when that is aborted. */
export async function diffWithProgress(older: Policy, newer: Policy, world: World): Promise<PolicyDiff> {
  const { clock, report, signal } = world;
  const steps = diffInSteps(older, newer);
  const progress = new Progress({ clock, report });
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      progress.hide();
      return step.value;
    }
    const { checked, total } = step.value;
    progress.tell(() => `looked at ${percent(checked, total)} of ${total} kinds of request`);
    await clock.sleep(0, signal);
  }
}
