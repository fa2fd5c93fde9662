// Verbs that no request has.
import { gather } from '../../../core/gather.ts';
import { nearest } from '../../../core/nearest.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';
import { isList } from './list-in-string.ts';

const forResources = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'proxy'];
const forPaths = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'connect', 'trace'];

const forAnything = [...new Set([...forResources, ...forPaths])];

const ofRbacOnly = 'it is a verb of RBAC, which no request has: leave it out';

/** What to do instead of what people write for a method, for a command of kubectl or for a verb of RBAC. */
const forResourcesInstead: ReadonlyMap<string, string> = new Map([
  ['read', 'write get, list, watch'],
  ['view', 'write get, list, watch'],
  ['describe', 'write get'],
  ['head', 'write get'],
  ['write', 'write create, update, patch, delete, deletecollection'],
  ['modify', 'write update, patch'],
  ['change', 'write update, patch'],
  ['edit', 'write update, patch'],
  ['replace', 'write update'],
  ['put', 'write update'],
  ['apply', 'write patch'],
  ['post', 'write create'],
  ['add', 'write create'],
  ['remove', 'write delete'],
  ['del', 'write delete'],
  ['rm', 'write delete'],
  ['exec', 'write get and create, with resources: [pods/exec]'],
  ['attach', 'write get and create, with resources: [pods/attach]'],
  ['portforward', 'write get and create, with resources: [pods/portforward]'],
  ['port-forward', 'write get and create, with resources: [pods/portforward]'],
  ['log', 'write get, with resources: [pods/log]'],
  ['logs', 'write get, with resources: [pods/log]'],
  ['scale', 'write update and patch, with resources such as [deployments/scale]'],
  ['evict', 'write create, with resources: [pods/eviction]'],
  ['approve', 'write update, with resources: [certificatesigningrequests/approval]'],
  ...['impersonate', 'bind', 'escalate', 'use', 'sign', 'attest'].map((verb) => [verb, ofRbacOnly] as const),
  ['all', 'leave verbs out to match every verb'],
  ['any', 'leave verbs out to match every verb'],
]);

const forPathsInstead: ReadonlyMap<string, string> = new Map([
  ['read', 'write get'],
  ['list', 'write get'],
  ['watch', 'write get'],
  ['create', 'write post'],
  ['update', 'write put'],
  ['write', 'write post, put, patch, delete'],
  ['deletecollection', 'write delete'],
  ['all', 'leave verbs out to match every verb'],
  ['any', 'leave verbs out to match every verb'],
]);

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
      const known = resourcesOnly ? forResources : pathsOnly ? forPaths : forAnything;
      const instead = pathsOnly ? forPathsInstead : forResourcesInstead;
      return gather(rule.verbs, (verb, index): readonly Remarked[] => {
        if (known.includes(verb) || verb === '' || verb.includes('*') || isList(verb)) return [];
        const lower = verb.toLowerCase();
        const cure = known.includes(lower) ? undefined : instead.get(lower);
        const meant = nearest(verb, known);
        const help = cure ?? (meant === null ? `write some of ${known.join(', ')}` : `did you mean ${meant}?`);
        return [
          {
            at: [...at, 'verbs', index],
            message: `no request${pathsOnly ? ' for a path' : ''} has the verb "${verb}"`,
            help,
            fix: lower === meant ? { at: 'value', text: meant } : undefined,
          },
        ];
      });
    }),
};
