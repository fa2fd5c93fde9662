// Verbs that no request has.
import { gather } from '../../../core/gather.ts';
import { nearest } from '../../../core/nearest.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

const forResources = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'proxy'];
const forPaths = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'connect', 'trace'];

const forAnything = [...forResources, ...forPaths];

/** What people write for the verb of a method or a command. */
const meanings: Readonly<Record<string, string>> = {
  read: 'get',
  write: 'update',
  exec: 'create',
  edit: 'update',
  apply: 'patch',
  put: 'update',
  post: 'create',
  remove: 'delete',
};

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
      const otherVerbs = rule.nonResourceURLs.length > 0 ? forPaths : forAnything;
      const known = resourcesOnly ? forResources : otherVerbs;
      return gather(rule.verbs, (verb, index): readonly Remarked[] => {
        if (known.includes(verb) || verb === '' || verb.includes('*')) return [];
        const lower = verb.toLowerCase();
        const meaning = resourcesOnly && !known.includes(lower) ? meanings[lower] : undefined;
        const meant = meaning ?? nearest(verb, known);
        return [
          {
            at: [...at, 'verbs', index],
            message: `no request has the verb "${verb}"`,
            help: meant === null ? `write one of ${known.join(', ')}` : `did you mean ${meant}?`,
            fix: lower === meant ? { at: 'value', text: meant } : undefined,
          },
        ];
      });
    }),
};
