// The decision of a policy about a request: which rule, which level, which stages.
// Source: k8s.io/apiserver pkg/audit/policy/checker.go.
import { compile, noDecision, ruleDecision, type Decide } from './compile.ts';
import { firstMismatch } from './match.ts';
import type { Level, Policy, Stage } from './policy.ts';
import type { PolicyRequest } from './request.ts';

export interface Decision {
  /** Index of the rule that matched; null when none did. */
  readonly rule: number | null;
  readonly level: Level;
  /** Stages at which no event is written, sorted. */
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
}

const compiled = new WeakMap<Policy, Decide>();

/** Decides as the API server does. A policy is compiled once, and found again for as long as it lives. */
export function decide(policy: Policy, request: PolicyRequest): Decision {
  let decider = compiled.get(policy);
  if (decider === undefined) {
    decider = compile(policy);
    compiled.set(policy, decider);
  }
  return decider(request);
}

/** The same for a policy that is asked a few times only, which compiling would not pay for. */
export function decideOnce(policy: Policy, request: PolicyRequest): Decision {
  const index = policy.rules.findIndex((rule) => firstMismatch(rule, request) === null);
  const rule = policy.rules[index];
  return rule === undefined ? noDecision(policy) : ruleDecision(policy, rule, index);
}
