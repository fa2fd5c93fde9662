// "pods/*" without "pods", which matches pods too.
import { gather } from '../../../core/gather.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

export const subresourceWildcard: LintRule = {
  id: 'subresource-wildcard',
  severity: 'warning',
  title: '"pods/*" meant as subresources only',
  why: 'Contrary to the documentation of the API, "pods/*" matches plain pods as well as their subresources. Where only the subresources are meant, name them.',
  clues: ['/*'],
  check: ({ policy }) =>
    eachRule(policy, (rule, at) =>
      gather(rule.resources, (entry, place) =>
        gather(entry.resources, (resource, index): readonly Remarked[] => {
          const bare = resource.slice(0, -2);
          if (!resource.endsWith('/*') || resource === '*/*' || entry.resources.includes(bare)) return [];
          return [
            {
              at: [...at, 'resources', place, 'resources', index],
              message: `"${resource}" matches ${bare} themselves too, not only their subresources`,
              help: `add ${bare} if that is meant, or name the subresources`,
            },
          ];
        }),
      ),
    ),
};
