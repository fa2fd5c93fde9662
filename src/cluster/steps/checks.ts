// Step: the troubleshooting checks, all but the proof.
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import type { CheckResult } from '../../core/finding.ts';
import { runChecks } from '../../doctor/run-checks.ts';
import { checkTable } from '../../doctor/table.ts';
import { targetFor } from '../../doctor/target.ts';
import type { UpContext } from '../up-context.ts';

export const checksStep: Step<UpContext> = {
  id: 'checks',
  title: 'Troubleshooting checks',
  async run({ world, settings, facts }) {
    const target = await targetFor(world, facts.engine, settings.name);
    const checks = checkTable.filter(({ id }) => id !== 'proof');
    const results = await runChecks(checks, target, world.signal, (check) => {
      world.report({ type: 'detail', text: `${check.status} ${check.title}: ${check.evidence}` });
    });
    requireNoFailure(results, settings.name);
    return `${results.filter(({ status }) => status === 'ok').length} of ${results.length} ok`;
  },
};

/** Throws a Problem that lists the failed checks. */
export function requireNoFailure(results: readonly CheckResult[], cluster: string): void {
  const failed = results.filter(({ status }) => status === 'fail');
  if (failed.length === 0) return;
  throw new Problem('cluster-unhealthy', `${failed.map(({ title }) => title).join(', ')}: not as it must be`, {
    details: failed
      .map(({ title, evidence, fix }) => `${title}: ${evidence}\n  fix: ${fix ?? 'none known'}`)
      .join('\n'),
    hint: `the cluster is kept; kind-audit doctor --name ${cluster}, or kind-audit down --name ${cluster}`,
  });
}
