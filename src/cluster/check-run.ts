// One run of the doctor, shared by the last steps of `up`; it may begin while kind still works.
import type { CheckResult } from '../core/finding.ts';
import { runChecks } from '../doctor/run-checks.ts';
import { quickChecks } from '../doctor/table.ts';
import { targetFor } from '../doctor/target.ts';
import type { CheckRun, UpContext } from './up-context.ts';

/**
 * What kind prints when kubeadm is done and the network comes next.
 * Source: kind pkg/cluster/internal/create/actions/installcni/cni.go. Where kind prints something else, the checks
 * begin later; `noteLateStart` reports that.
 */
const AFTER_KUBEADM = 'Installing CNI';

/**
 * Starts the checks while kind installs the network and the storage class: by then kubeadm is done, and
 * with a single control plane nothing that the checks look at will change again.
 */
export function startEarly(context: UpContext, kindSays: string): void {
  if (context.checkRun !== null || context.cluster.controlPlanes > 1 || !kindSays.includes(AFTER_KUBEADM)) return;
  context.checkRun = begin(context, true);
}

/** Reports, as a detail, that kind ended without printing the words that start the checks early. */
export function noteLateStart({ world, cluster, checkRun }: UpContext): void {
  if (checkRun !== null || cluster.controlPlanes > 1) return;
  world.report({ type: 'detail', text: `kind did not print "${AFTER_KUBEADM}": the checks begin only now` });
}

/** The results of all checks. What failed early is looked at again, now that kind is done. */
export async function resultsOf(context: UpContext): Promise<readonly CheckResult[]> {
  context.checkRun ??= begin(context, false);
  const results = await context.checkRun.results.catch(() => null);
  const good = results !== null && results.every(({ status }) => status === 'ok' || status === 'skip');
  if (results !== null && (good || !context.checkRun.early)) return results;
  context.checkRun = begin(context, false);
  return context.checkRun.results;
}

function begin(context: UpContext, early: boolean): CheckRun {
  const { world, settings, facts } = context;
  const results = (async () => {
    const target = await targetFor(world, facts.engine, settings.name);
    return runChecks(quickChecks, target, world.signal);
  })();
  // The caller gets the error when it awaits this; until then a rejection must not end the process.
  results.catch(() => undefined);
  return { early, results };
}
