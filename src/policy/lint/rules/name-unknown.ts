// resourceNames for requests that carry no name.
import { gather } from '../../../core/gather.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

const nameless = new Set(['create', 'deletecollection']);

export const nameUnknown: LintRule = {
  id: 'name-unknown',
  severity: 'warning',
  title: 'resourceNames with create or deletecollection',
  why:
    'The policy sees the name in the address. A create carries it in the body only, and deletecollection has none, so a rule ' +
    'with resourceNames never matches them.',
  clues: ['resourceNames'],
  check: ({ policy }) =>
    eachRule(policy, (rule, at) =>
      gather(rule.resources, (entry, place): readonly Remarked[] => {
        if (entry.resourceNames.length === 0 || entry.resourceNames.includes('')) return [];
        const lost = rule.verbs.filter((verb) => nameless.has(verb));
        // A create of a subresource, as of pods/exec, does name its object.
        const plain = entry.resources.filter((resource) => !resource.includes('/'));
        if (lost.length === 0 || plain.length === 0) return [];
        return [
          {
            at: [...at, 'resources', place, 'resourceNames'],
            message: `${lost.join(' and ')} of ${plain.join(', ')} carries no name, so resourceNames keeps it from matching`,
            help: `write a rule without resourceNames for ${lost.join(' and ')}`,
          },
        ];
      }),
    ),
};
