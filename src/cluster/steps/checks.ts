// Step: the troubleshooting checks, except the proof.
import { evidenceText } from '../../core/finding.ts';
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { resultsOf } from '../check-run.ts';
import type { UpContext } from '../up-context.ts';

export const checksStep: Step<UpContext> = {
  id: 'checks',
  title: 'Troubleshooting checks',
  async run(context, voice) {
    const results = (await resultsOf(context)).filter(({ id }) => id !== 'proof');
    // The checks may have run while kind was still working.
    if (context.checkRun?.early === true) voice.alreadyTook(Math.max(...results.map(({ ms }) => ms)));
    for (const result of results) {
      const { status, title } = result;
      context.world.report({ type: 'detail', text: `${status} ${title}: ${evidenceText(result)}` });
    }
    const failed = results.filter(({ status }) => status === 'fail');
    if (failed.length === 0) return `${results.filter(({ status }) => status === 'ok').length} of ${results.length} ok`;
    const { name } = context.settings;
    throw new Problem('cluster-unhealthy', `${failed.map(({ title }) => title).join(', ')}: not as it should be`, {
      details: failed
        .map((result) => `${result.title}: ${evidenceText(result)}\n  fix: ${result.fix ?? 'none known'}`)
        .join('\n'),
      hint: `the cluster is kept; kind-audit doctor --name ${name}, or kind-audit down --name ${name}`,
    });
  },
};
