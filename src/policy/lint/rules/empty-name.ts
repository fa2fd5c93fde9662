// An empty text where only a name can match.
import { gather } from '../../../core/gather.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

const fields = ['users', 'userGroups', 'verbs'] as const;

export const emptyName: LintRule = {
  id: 'empty-name',
  severity: 'warning',
  title: 'an empty text in users, userGroups, verbs or resources',
  why: 'An empty item is usually what is left of a template or of a "- " without a value. In users, groups and resources it matches nothing.',
  check: ({ policy }) =>
    eachRule(policy, (rule, at): readonly Remarked[] => {
      const named = fields.some((field) => rule[field].includes(''));
      if (!named && !rule.resources.some(({ resources }) => resources.includes(''))) return [];
      const say = (path: readonly (string | number)[], field: string): Remarked => ({
        at: [...at, ...path],
        message: `an empty text in ${field} matches nothing`,
        help: 'take it away, or write what is meant',
      });
      return [
        ...gather(fields, (field) =>
          gather(rule[field], (value, index) => (value === '' ? [say([field, index], field)] : [])),
        ),
        ...gather(rule.resources, (entry, place) =>
          gather(entry.resources, (value, index) =>
            value === '' ? [say(['resources', place, 'resources', index], 'resources')] : [],
          ),
        ),
      ];
    }),
};
