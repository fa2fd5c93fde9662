// Step: reject a policy that would keep the API server from starting.
import { codeFrames } from '../../core/code-frame.ts';
import { painter } from '../../core/paint.ts';
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { policyErrors } from '../../policy/load/load.ts';
import { withFileName } from '../../policy/recognize/named-help.ts';
import type { PolicyText } from '../policy-source.ts';
import type { UpContext } from '../up-context.ts';

export const policyStep: Step<UpContext> = {
  id: 'policy',
  title: 'Check the policy',
  skip: ({ options }) => (options.skipPolicyCheck ? 'left to the API server (--skip-policy-check)' : null),
  async run({ settings }) {
    requireGoodPolicy(settings.policy);
    return settings.policy.source;
  },
};

/** Throws a Problem with a code frame for every error in the policy; `next` is what to do about it. */
export function requireGoodPolicy(
  { text, bytes, source }: Pick<PolicyText, 'text' | 'bytes' | 'source'>,
  next = 'fix the policy, then run the command again',
): void {
  const errors = policyErrors(bytes ?? text);
  const first = errors[0];
  if (first === undefined) return;
  throw new Problem(
    'policy-refused',
    `the API server would reject this policy: ${source}:${first.line}: ${first.message}`,
    {
      details: codeFrames(
        source,
        text,
        errors.map((error) => withFileName(error, source)),
        painter(false),
      ).join('\n'),
      hint: next,
    },
  );
}
