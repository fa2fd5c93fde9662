// Whether logged events agree with a policy: the level and stage of each event show what the policy in effect decided.
import type { AuditEvent } from '../../events/audit-event.ts';
import { decide } from './decide.ts';
import type { Policy } from '../model/policy.ts';
import { requestFromEvent } from '../request/from-parts.ts';
import type { Decision } from '../model/decision.ts';

/** An event that this policy would not have logged, or not like this. */
export interface Disagreement {
  readonly event: AuditEvent;
  readonly decision: Decision;
}

export interface Agreement {
  /** Events that could be compared; one whose address cannot be read is left out. */
  readonly compared: number;
  readonly disagreements: readonly Disagreement[];
}

/**
 * Compares events with what a policy decides about their requests. It cannot see what is missing: requests at level
 * None leave no event.
 */
export function compareWithLog(policy: Policy, events: Iterable<AuditEvent>): Agreement {
  let compared = 0;
  const disagreements: Disagreement[] = [];
  for (const event of events) {
    const request = requestFromEvent(event);
    if (request === null) continue;
    compared += 1;
    const decision = decide(policy, request);
    const omitted = decision.omitStages.some((stage) => stage === event.stage);
    if (decision.level !== event.level || omitted) disagreements.push({ event, decision });
  }
  return { compared, disagreements };
}
