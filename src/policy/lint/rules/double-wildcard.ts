// "*/*", which matches nothing.
import { gather } from '../../../core/gather.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

export const doubleWildcard: LintRule = {
  id: 'double-wildcard',
  severity: 'warning',
  title: 'the resource "*/*", which matches nothing',
  why:
    'The API server compares the part after "*/" letter by letter, so "*/*" matches only a subresource named "*". "*" alone ' +
    'matches every resource and every subresource.',
  clues: ['*/*'],
  check: ({ policy }) =>
    eachRule(policy, (rule, at) =>
      gather(rule.resources, (entry, place) =>
        gather(entry.resources, (resource, index): readonly Remarked[] =>
          resource === '*/*'
            ? [
                {
                  at: [...at, 'resources', place, 'resources', index],
                  message: '"*/*" matches no request',
                  help: 'write "*" for every resource with its subresources, or name the subresources',
                },
              ]
            : [],
        ),
      ),
    ),
};
