// Which rules together match everything that a later one matches.
import type { PolicyRule } from '../model/policy.ts';
import { covers } from './covers.ts';

/** Rules with more combinations than this are only compared as a whole. */
const MOST_PARTS = 256;

/** Those of some earlier rules that leave nothing for this one; empty when something may be left. */
export function shadowsOf(
  rules: readonly PolicyRule[],
  rule: PolicyRule,
  earlier: readonly number[],
): readonly number[] {
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
