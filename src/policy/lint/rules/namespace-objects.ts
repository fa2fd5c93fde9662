// Requests for Namespace objects, expected in the wrong namespace.
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

export const namespaceObjects: LintRule = {
  id: 'namespace-objects',
  severity: 'warning',
  title: 'namespaces: [""] meant to catch requests for Namespace objects',
  why:
    'A request for the Namespace "x" counts as one in the namespace "x". namespaces: [""] catches lists and creates of ' +
    'Namespaces, but not get, update, patch or delete of one.',
  check: ({ policy }) =>
    eachRule(policy, (rule, at): readonly Remarked[] => {
      const namesThem = rule.resources.some(({ group, resources }) => group === '' && resources.includes('namespaces'));
      if (!namesThem || rule.namespaces.length === 0 || !rule.namespaces.every((namespace) => namespace === ''))
        return [];
      return [
        {
          at: [...at, 'namespaces'],
          message: 'a single Namespace is "in" the namespace of its own name, which namespaces: [""] does not match',
          help: 'leave namespaces out of this rule',
        },
      ];
    }),
};
