// The decision of a policy about a request: which rule, which level, which stages.
// Source: k8s.io/apiserver pkg/audit/policy/checker.go.
import { compile, noDecision, ruleDecision, type Decide } from './compile.ts';
import { firstMismatch } from './match.ts';
import type { Decision } from '../model/decision.ts';
import type { Policy } from '../model/policy.ts';
import type { PolicyRequest } from '../model/request.ts';

const compiled = new WeakMap<Policy, Decide>();

/** Decides as the API server does. A policy is compiled once and cached while it is in use. */
export function decide(policy: Policy, request: PolicyRequest): Decision {
  let decider = compiled.get(policy);
  if (decider === undefined) {
    decider = compile(policy);
    compiled.set(policy, decider);
  }
  return decider(request);
}

/** The same by match.ts, rule by rule: for a policy that is asked only a few times, where compiling does not pay. */
export function decideByMatching(policy: Policy, request: PolicyRequest): Decision {
  const index = policy.rules.findIndex((rule) => firstMismatch(rule, request) === null);
  const rule = policy.rules[index];
  return rule === undefined ? noDecision(policy) : ruleDecision(policy, rule, index);
}
