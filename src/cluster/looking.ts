// One run of the doctor, shared by the last steps of `up`; it may begin while kind still works.
import type { CheckResult } from '../core/finding.ts';
import { runChecks } from '../doctor/run-checks.ts';
import { quickChecks } from '../doctor/table.ts';
import { targetFor } from '../doctor/target.ts';
import type { Looking, UpContext } from './up-context.ts';

/**
 * Begins to look while kind installs the network and the storage class: by then kubeadm is done, and
 * with a single control plane nothing that the checks look at will change any more.
 */
export function lookEarly(context: UpContext, kindSays: string): void {
  if (context.looking !== null || context.cluster.controlPlanes > 1 || !kindSays.includes('Installing CNI')) return;
  context.looking = begin(context, true);
}

/** The results of all checks. What failed early is looked at again, now that kind is done. */
export async function lookedResults(context: UpContext): Promise<readonly CheckResult[]> {
  context.looking ??= begin(context, false);
  const results = await context.looking.results.catch(() => null);
  const good = results !== null && results.every(({ status }) => status === 'ok' || status === 'skip');
  if (results !== null && (good || !context.looking.early)) return results;
  context.looking = begin(context, false);
  return context.looking.results;
}

function begin(context: UpContext, early: boolean): Looking {
  const { world, settings, facts } = context;
  const results = (async () => {
    const target = await targetFor(world, facts.engine, settings.name);
    return runChecks(quickChecks, target, world.signal);
  })();
  // Whoever awaits it is told; until then it may fail unheard.
  results.catch(() => undefined);
  return { early, results };
}
