// Verbs that no request has.
import { gather } from '../../../core/gather.ts';
import { isVerb, verbInstead } from '../../request/verb-words.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';
import { isList } from './list-in-string.ts';

export const unknownVerb: LintRule = {
  id: 'unknown-verb',
  severity: 'warning',
  title: 'a verb that no request has',
  why:
    'Verbs are compared letter by letter. Requests for resources have get, list, watch, create, update, patch, delete and ' +
    'deletecollection; other paths have their HTTP method in lower case.',
  check: ({ policy }) =>
    eachRule(policy, (rule, at) => {
      const resourcesOnly = rule.resources.length > 0 || rule.namespaces.length > 0;
      const pathsOnly = rule.nonResourceURLs.length > 0 && !resourcesOnly;
      const use = resourcesOnly ? 'resources' : pathsOnly ? 'paths' : 'anything';
      return gather(rule.verbs, (verb, index): readonly Remarked[] => {
        if (isVerb(verb, use) || verb === '' || verb.includes('*') || isList(verb)) return [];
        const { help, meant } = verbInstead(verb, use);
        return [
          {
            at: [...at, 'verbs', index],
            message: `no request${pathsOnly ? ' for a path' : ''} has the verb "${verb}"`,
            help,
            fix: verb.toLowerCase() === meant ? { at: 'value', text: meant } : undefined,
          },
        ];
      });
    }),
};
