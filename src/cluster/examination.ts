// One run of the doctor, shared by the last steps of `up`; it may begin while kind still works.
import type { CheckResult } from '../core/finding.ts';
import { runChecks } from '../doctor/run-checks.ts';
import { quickChecks } from '../doctor/table.ts';
import { targetFor } from '../doctor/target.ts';
import type { Examination, UpContext } from './up-context.ts';

/**
 * Begins to look while kind installs the network and the storage class: by then kubeadm is done, and
 * with a single control plane nothing that the checks look at will change any more.
 */
export function startEarly(context: UpContext, kindSays: string): void {
  if (context.examination !== null || context.cluster.controlPlanes > 1 || !kindSays.includes('Installing CNI')) return;
  context.examination = begin(context, true);
}

/** The results of all checks. What failed early is looked at again, now that kind is done. */
export async function resultsOf(context: UpContext): Promise<readonly CheckResult[]> {
  context.examination ??= begin(context, false);
  const results = await context.examination.results.catch(() => null);
  const good = results !== null && results.every(({ status }) => status === 'ok' || status === 'skip');
  if (results !== null && (good || !context.examination.early)) return results;
  context.examination = begin(context, false);
  return context.examination.results;
}

function begin(context: UpContext, early: boolean): Examination {
  const { world, settings, facts } = context;
  const results = (async () => {
    const target = await targetFor(world, facts.engine, settings.name);
    return runChecks(quickChecks, target, world.signal);
  })();
  // Whoever awaits it is told; until then it may fail unheard.
  results.catch(() => undefined);
  return { early, results };
}
