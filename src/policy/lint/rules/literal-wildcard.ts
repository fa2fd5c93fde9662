// "*" where Kubernetes compares exactly.
import { gather } from '../../../core/gather.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

const fields = ['users', 'userGroups', 'verbs', 'namespaces'] as const;

export const literalWildcard: LintRule = {
  id: 'literal-wildcard',
  severity: 'warning',
  title: '"*" in users, userGroups, verbs or namespaces, where it matches nothing',
  why:
    'Only resources, group and nonResourceURLs know wildcards. In users, userGroups, verbs and namespaces a "*" is the name ' +
    '"*", which no request has. To match everything, leave the field out.',
  clues: ['*'],
  check: ({ policy }) =>
    eachRule(policy, (rule, at) =>
      gather(fields, (field) =>
        gather(rule[field], (value, index): readonly Remarked[] =>
          value.includes('*')
            ? [
                {
                  at: [...at, field, index],
                  message: `"${value}" in ${field} is not a wildcard: it matches only this exact name`,
                  help: value === '*' ? `leave ${field} out to match everything` : `name each of the ${field}`,
                },
              ]
            : [],
        ),
      ),
    ),
};
