// Step: report what the look at the machine found.
import type { Step } from '../../core/step.ts';
import { describeFacts } from '../look.ts';
import type { UpContext } from '../up-context.ts';

export const preflightStep: Step<UpContext> = {
  id: 'preflight',
  title: 'Look at the machine',
  async run({ facts, world }, voice) {
    // The look itself was made before the plan: its result decides what is asked and what is planned.
    voice.alreadyTook(facts.ms);
    for (const text of facts.warnings) world.report({ type: 'note', level: 'warn', text });
    return describeFacts(facts);
  },
};
