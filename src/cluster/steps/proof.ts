// Step: the proof that a request is found in the audit log of every control plane.
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { runChecks } from '../../doctor/run-checks.ts';
import { proof } from '../../doctor/checks/proof.ts';
import { targetFor } from '../../doctor/target.ts';
import type { UpContext } from '../up-context.ts';

export const proofStep: Step<UpContext> = {
  id: 'proof',
  title: 'Prove the auditing',
  async run(context) {
    const { world, settings, facts } = context;
    const target = await targetFor(world, facts.engine, settings.name);
    const [result] = await runChecks([proof], target, world.signal);
    if (result?.status !== 'ok') {
      throw new Problem('proof-failed', `auditing is not proven: ${result?.evidence}`, {
        hint: `${result?.fix ?? `kind-audit doctor --name ${settings.name}`} (the cluster is kept)`,
      });
    }
    context.evidence = result.evidence;
    return 'a marked request is in the log of every control plane';
  },
};
