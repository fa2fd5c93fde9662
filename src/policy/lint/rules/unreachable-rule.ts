// A rule after others that match everything it would match.
import { gather } from '../../../core/gather.ts';
import { Candidates } from '../candidates.ts';
import { covers } from '../covers.ts';
import { ruleName } from '../../model/spell.ts';
import type { LintRule, Remarked } from '../rule.ts';
import type { PolicyRule } from '../../model/policy.ts';

/** Rules with more combinations than this are only compared as a whole. */
const MOST_PARTS = 256;

export const unreachableRule: LintRule = {
  id: 'unreachable-rule',
  severity: 'warning',
  title: 'a rule that no request can reach',
  why:
    'Rules are read from the top and the first that matches decides. A rule whose every request is already matched above ' +
    'does nothing; often the order is wrong: exceptions belong before the general rule.',
  check({ policy: { rules } }) {
    const candidates = new Candidates(rules);
    return gather(rules, (rule, index): readonly Remarked[] => {
      const above = shadowsOf(rules, rule, candidates.above(index));
      if (above.length === 0) return [];
      const names = above.map(ruleName);
      const last = names.pop() ?? '';
      const who = names.length === 0 ? `${last} matches` : `${names.join(', ')} and ${last} match`;
      return [
        {
          at: ['rules', index],
          message: `${ruleName(index)} is never reached: ${who} all of its requests before`,
          help: `move it above ${ruleName(above[0] ?? 0)}, or remove it`,
        },
      ];
    });
  },
};

/** The rules above that leave nothing for this one; empty when something is left. */
function shadowsOf(rules: readonly PolicyRule[], rule: PolicyRule, earlier: readonly number[]): readonly number[] {
  const whole = earlier.find((above) => covers(rules[above] as PolicyRule, rule));
  if (whole !== undefined) return [whole];
  // One rule that does not cover it whole covers no sum of its parts either.
  if (earlier.length < 2) return [];
  const parts = partsOf(rule);
  if (parts === null) return [];
  const found = new Set<number>();
  for (const part of parts) {
    const above = earlier.find((candidate) => covers(rules[candidate] as PolicyRule, part));
    if (above === undefined) return [];
    found.add(above);
  }
  return [...found].toSorted((a, b) => a - b);
}

/** A rule as several that match one combination each; null where there is but one, or too many. */
function partsOf(rule: PolicyRule): readonly PolicyRule[] | null {
  const options: readonly (readonly Partial<PolicyRule>[])[] = [
    rule.users.map((user) => ({ users: [user] })),
    rule.userGroups.map((group) => ({ userGroups: [group] })),
    rule.verbs.map((verb) => ({ verbs: [verb] })),
    rule.namespaces.map((namespace) => ({ namespaces: [namespace] })),
    rule.nonResourceURLs.map((url) => ({ nonResourceURLs: [url] })),
    rule.resources.flatMap((entry) =>
      entry.resources.length === 0
        ? [{ resources: [entry] }]
        : entry.resources.map((resource) => ({ resources: [{ ...entry, resources: [resource] }] })),
    ),
  ];
  const count = options.reduce((product, choices) => product * Math.max(1, choices.length), 1);
  if (count === 1 || count > MOST_PARTS) return null;
  return options.reduce<readonly PolicyRule[]>(
    (parts, choices) =>
      choices.length === 0 ? parts : parts.flatMap((part) => choices.map((choice) => ({ ...part, ...choice }))),
    [rule],
  );
}
