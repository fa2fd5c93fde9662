// Step: the proof that a request is found in the audit log of every control plane.
import { asText } from '../../core/content.ts';
import { evidenceText } from '../../core/finding.ts';
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { proof } from '../../doctor/checks/proof.ts';
import { resultsOf } from '../check-run.ts';
import { rememberWorked } from '../../state/worked-policy.ts';
import type { UpContext } from '../up-context.ts';

export const proofStep: Step<UpContext> = {
  id: 'proof',
  title: 'Prove the auditing',
  async run(context, voice) {
    const { state } = context.settings;
    const { files } = context.world;
    const result = (await resultsOf(context)).find(({ id }) => id === proof.id);
    if (result?.status !== 'ok') {
      const seen = result === undefined ? 'it was not looked for' : evidenceText(result);
      throw new Problem('proof-failed', `auditing is not proven: ${seen}`, {
        hint: `${result?.fix ?? `kind-audit doctor --name ${context.settings.name}`} (the cluster is kept)`,
      });
    }
    voice.alreadyTook(result.ms);
    context.evidence = result.evidence;
    const policy = await files.readBytes(state.deployedPolicy);
    if (policy !== null) await rememberWorked(context.world, state.workedPolicy, asText(policy), voice);
    return 'a marked request is in the log of every control plane';
  },
};
