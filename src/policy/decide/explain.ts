// Why a policy decides about a request as it does: which rule, and what kept the earlier ones from matching.
import type { Decision } from '../model/decision.ts';
import type { Policy, PolicyRule, Stage } from '../model/policy.ts';
import { isResourceRequest, type PolicyRequest } from '../model/request.ts';
import { spellResource } from '../../events/spell-resource.ts';
import { decide } from './decide.ts';
import { firstMismatch, type RuleField } from './match.ts';
import { writtenStages } from './stages.ts';

/** An earlier rule and the one field that did not match. */
export interface Mismatch {
  readonly rule: number;
  readonly field: RuleField;
  /** For instance: verbs [get, list] has not "create". */
  readonly text: string;
}

export interface Explanation extends Decision {
  /** Stages of an ordinary request of this sort that are written; none at level None. */
  readonly stages: readonly Stage[];
  /** Every rule before the one that decides; all of them where none does. */
  readonly trail: readonly Mismatch[];
}

/** Decides, and explains why. */
export function explain(policy: Policy, request: PolicyRequest): Explanation {
  const decision = decide(policy, request);
  const earlier = policy.rules.slice(0, decision.rule ?? policy.rules.length);
  return {
    ...decision,
    stages: writtenStages(decision, request),
    trail: earlier.flatMap((rule, index): readonly Mismatch[] => {
      const field = firstMismatch(rule, request);
      return field === null ? [] : [{ rule: index, field, text: describeMismatch(rule, field, request) }];
    }),
  };
}

function describeMismatch(rule: PolicyRule, field: RuleField, request: PolicyRequest): string {
  const list = (values: readonly string[]): string =>
    `[${values.map((value) => (value === '' ? '""' : value)).join(', ')}]`;
  const quoted = (value: string): string => `"${value}"`;
  switch (field) {
    case 'users':
      return `users ${list(rule.users)} ${request.user === null ? 'never match a request without a user' : `do not name ${quoted(request.user)}`}`;
    case 'userGroups':
      return `userGroups ${list(rule.userGroups)} ${request.user === null ? 'never match a request without a user' : `have none of ${list(request.groups)}`}`;
    case 'verbs':
      return `verbs ${list(rule.verbs)} do not name ${quoted(request.verb)}`;
    case 'namespaces':
      return isResourceRequest(request)
        ? `namespaces ${list(rule.namespaces)} do not name ${quoted(request.namespace)}`
        : 'namespaces are for resources, and this is another path';
    case 'resources':
      return isResourceRequest(request)
        ? `resources do not name ${spellResource(request)}${request.name === '' ? ' without a name' : ` ${quoted(request.name)}`}`
        : 'resources never match other paths';
    default:
      return isResourceRequest(request)
        ? 'nonResourceURLs never match resources'
        : `nonResourceURLs ${list(rule.nonResourceURLs)} do not cover ${request.path}`;
  }
}
