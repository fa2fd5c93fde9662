// A rule after others that match everything it would match.
import { gather } from '../../../core/gather.ts';
import { Candidates } from '../candidates.ts';
import { shadowsOf } from '../shadows.ts';
import { ruleName } from '../../model/spell.ts';
import type { LintRule, Remarked } from '../rule.ts';

export const unreachableRule: LintRule = {
  id: 'unreachable-rule',
  severity: 'warning',
  title: 'a rule that no request can reach',
  why:
    'Rules are read from the top and the first that matches decides. A rule whose every request is already matched above ' +
    'does nothing; often the order is wrong: exceptions belong before the general rule.',
  check({ policy: { rules } }) {
    const fields = ['users', 'userGroups', 'namespaces', 'verbs'] as const;
    const candidates = new Candidates(fields.map((field) => rules.map((rule) => rule[field])));
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
