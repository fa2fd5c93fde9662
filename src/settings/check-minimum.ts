// Whether a policy logs at least what is enforced, for every user who could send the requests.
import { count } from '../core/plural.ts';
import { Problem } from '../core/problem.ts';
import { ruleDecision } from '../policy/decide/compile.ts';
import { decide } from '../policy/decide/decide.ts';
import { firstMismatch } from '../policy/decide/match.ts';
import { ruleLines } from '../policy/decide/print.ts';
import { writtenStages } from '../policy/decide/stages.ts';
import { unnamed } from '../policy/decide/unnamed.ts';
import type { PlacedPolicy } from '../policy/load/load.ts';
import type { Decision } from '../policy/model/decision.ts';
import { rankOf, type Level, type Policy, type PolicyRule } from '../policy/model/policy.ts';
import type { PolicyRequest } from '../policy/model/request.ts';
import { ruleName, spellRequest } from '../policy/model/spell.ts';
import { impliedGroups } from '../policy/request/from-parts.ts';
import { placeText, type Place } from './place.ts';
import type { Minimum } from './sections/minimum.ts';

/** A policy that the API server accepts, with the name under which it is reported. */
export interface NamedPolicy extends Pick<PlacedPolicy, 'text' | 'tree'> {
  readonly policy: Policy;
  readonly source: string;
}

/** A request that the policy logs less of than is enforced. */
export interface MinimumFinding {
  /** What enforces it. */
  readonly enforcedAt: Place;
  readonly words: string;
  readonly wanted: Level;
  /** An example: with a user for whom it is so. */
  readonly request: PolicyRequest;
  /** None too where no stage of the request is written. */
  readonly level: Level;
  /** The rule that decides, from 0, and its first line; null where no rule matches. */
  readonly rule: number | null;
  readonly line: number | null;
  /** All of it in one line. */
  readonly text: string;
}

const ANONYMOUS = 'system:anonymous';

/** Decisions that one item may cost. A policy that names more users is refused rather than half checked. */
const MOST_DECISIONS = 200_000;

/** The first request of each item of `minimum` that the policy logs less of; empty where it obeys all of them. */
export function checkMinimum(policy: NamedPolicy, minimum: readonly Minimum[]): readonly MinimumFinding[] {
  return minimum.flatMap((item) => findingOf(policy, item) ?? []);
}

/** The findings as the Problem `enforced` about the policy of this name; null for none. */
export function minimumProblem(source: string, findings: readonly MinimumFinding[]): Problem | null {
  const [first] = findings;
  if (first === undefined) return null;
  const more = findings.length > 1 ? ` (and ${count(findings.length - 1, 'more request')})` : '';
  const where = placeText(first.enforcedAt);
  const message = `${source} logs "${first.words}" at level ${first.level}, and ${where} enforces ${first.wanted}${more}`;
  return new Problem('enforced', message, {
    details: findings.map(({ text }) => text).join('\n'),
    hint: `${wayOut(source, first)}, or change ${first.enforcedAt.file}`,
  });
}

function wayOut(source: string, { line }: MinimumFinding): string {
  if (source.startsWith('preset ')) return 'choose another policy: kind-audit policy presets';
  return line === null
    ? `add a rule for it to the end of ${source}`
    : `add a rule for it above line ${line} of ${source}`;
}

function findingOf(named: NamedPolicy, item: Minimum): MinimumFinding | null {
  const isLow = (decision: Decision, request: PolicyRequest): boolean =>
    rankOf(loggedLevel(decision, request)) < rankOf(item.level);
  let left = MOST_DECISIONS;
  for (const asked of item.requests) {
    for (const request of item.anyone ? senders(named.policy, asked, isLow) : [asked]) {
      const decision = decide(named.policy, request);
      if (isLow(decision, request)) return finding(named, item, request, decision);
      left -= 1;
      if (left > 0) continue;
      throw new Problem(
        'enforced',
        `${named.source} names too many users and groups to check what ${placeText(item.place)} enforces`,
        { hint: 'name fewer, or give that request a rule of its own above the others' },
      );
    }
  }
  return null;
}

/** The level at which something is written: omitStages may leave nothing. */
function loggedLevel(decision: Decision, request: PolicyRequest): Level {
  return writtenStages(decision, request).length === 0 ? 'None' : decision.level;
}

/**
 * The request as sent by everybody for whom the policy may decide too low: users whom no rule names, and those whom a rule names
 * that logs less. A larger set of groups is only matched by more rules, and so one group at most has to be tried.
 */
function* senders(
  policy: Policy,
  asked: PolicyRequest,
  isLow: (decision: Decision, request: PolicyRequest) => boolean,
): Iterable<PolicyRequest> {
  const { rules } = policy;
  const strangers = strangersTo(rules);
  for (const user of strangers) yield sentBy(asked, user, []);
  for (const [index, rule] of rules.entries()) {
    const forAnyone = { ...rule, users: [], userGroups: [] };
    if (firstMismatch(forAnyone, asked) !== null) continue;
    if (!isLow(ruleDecision(policy, rule, index), { ...asked, user: ANONYMOUS })) continue;
    for (const user of rule.users.length === 0 ? strangers : rule.users) {
      if (rule.userGroups.length === 0) yield sentBy(asked, user, []);
      for (const group of rule.userGroups) if (canBeIn(user, group)) yield sentBy(asked, user, [group]);
    }
  }
}

function sentBy(asked: PolicyRequest, user: string, more: readonly string[]): PolicyRequest {
  return { ...asked, user, groups: [...new Set([...impliedGroups(user), ...more])] };
}

/** Who has not logged in is in one group, in which nobody else is. */
function canBeIn(user: string, group: string): boolean {
  return (user === ANONYMOUS) === (group === 'system:unauthenticated');
}

/** A user, a service account, a node, and one who has not logged in, of whom no rule names the first three. */
function strangersTo(rules: readonly PolicyRule[]): readonly string[] {
  const named = new Set(rules.flatMap(({ users }) => users));
  return [
    unnamed('someone', named),
    unnamed('system:serviceaccount:some-namespace:some-account', named),
    unnamed('system:node:some-node', named),
    ANONYMOUS,
  ];
}

function finding(
  { source, text, tree }: NamedPolicy,
  { place, words, level: wanted }: Minimum,
  request: PolicyRequest,
  decision: Decision,
): MinimumFinding {
  const { rule } = decision;
  const level = loggedLevel(decision, request);
  const line = rule === null ? null : (ruleLines(text, tree, rule)?.from ?? null);
  const name = rule === null ? '' : `${ruleName(rule)} (${line === null ? source : `${source}:${line}`})`;
  const what =
    rule === null
      ? 'no rule matches, so nothing is logged'
      : decision.level === level
        ? `${name} decides ${level}`
        : `${name} decides ${decision.level}, but every stage is omitted`;
  const sentence = `${spellRequest(request)}: ${what}; ${placeText(place)} enforces at least ${wanted}`;
  return { enforcedAt: place, words, wanted, request, level, rule, line, text: sentence };
}
