// Cause: the policy decides that the requests are not logged.
import { swallowedBy } from '../../swallowed-by.ts';
import type { Cause } from '../cause.ts';

export const policyDrops: Cause = ({ inspection }) => {
  if (inspection.policySource === null) return null;
  const decider = swallowedBy(inspection.policySource);
  if (decider !== null && decider.level !== 'None') return null;
  const why = decider?.words ?? 'no rule of the policy matches them, and what no rule matches is not logged';
  return {
    status: 'fail',
    evidence: why,
    fix: 'log something: make the last rule of the policy "- level: Metadata", and look at the None rules before it',
  };
};
