// An empty string where only a name can match.
import { gather } from '../../../core/gather.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

const fields = ['users', 'userGroups', 'verbs'] as const;

export const emptyName: LintRule = {
  id: 'empty-name',
  severity: 'warning',
  title: 'an empty string in users, userGroups, verbs or resources',
  why: 'An empty item usually comes from a template or a "- " without a value. In users, groups and resources it matches nothing.',
  check: ({ policy }) =>
    eachRule(policy, (rule, at): readonly Remarked[] => {
      const named = fields.some((field) => rule[field].includes(''));
      if (!named && !rule.resources.some(({ resources }) => resources.includes(''))) return [];
      const say = (path: readonly (string | number)[], field: string): Remarked => ({
        at: [...at, ...path],
        message: `an empty string in ${field} matches nothing`,
        help: 'remove it, or write what is meant',
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
