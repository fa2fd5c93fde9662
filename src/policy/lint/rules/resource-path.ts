// Paths in nonResourceURLs that no request for a path has.
import { gather } from '../../../core/gather.ts';
import { beginningOf, coversResourcesOnly } from '../../decide/match.ts';
import { eachRule, type LintRule, type Remarked } from '../rule.ts';

export const resourcePath: LintRule = {
  id: 'resource-path',
  severity: 'warning',
  title: 'the address of a resource, or a query, in nonResourceURLs',
  why:
    'nonResourceURLs are for paths such as /healthz, /metrics, /api and /apis/apps/v1. A request whose path goes on to a ' +
    'resource, as /api/v1/pods does, is a request for that resource, and only resources and namespaces match it. The path of ' +
    'a request ends before its "?".',
  clues: ['nonResourceURLs'],
  check: ({ policy }) =>
    eachRule(policy, (rule, at) =>
      gather(rule.nonResourceURLs, (url, index): readonly Remarked[] => {
        const place = [...at, 'nonResourceURLs', index];
        const [path = ''] = url.split(/[?#]/);
        // What a "*" adds makes a resource of no path that is one already, and of this one nothing else.
        if (coversResourcesOnly(path)) {
          return [
            {
              at: place,
              message: `"${url}" matches no request: this is the address of a resource`,
              help: resourcesInstead(beginningOf(path)),
            },
          ];
        }
        if (path === url) return [];
        return [
          {
            at: place,
            message: `"${url}" matches no request: a path has no query`,
            help: path === '' ? 'write the path alone' : `write ${path}`,
          },
        ];
      }),
    ),
};

/** "/apis/apps/v1/namespaces/x/deployments/y" → what a rule for resources says instead. */
function resourcesInstead(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const isCore = parts[0] === 'api';
  const group = isCore ? '' : (parts[1] ?? '');
  const rest = parts.slice(isCore ? 2 : 3).filter((part, index) => index > 0 || (part !== 'watch' && part !== 'proxy'));
  const isInside = rest[0] === 'namespaces' && rest[2] !== undefined;
  const [resource = '', , subresource = ''] = isInside ? rest.slice(2) : rest;
  if (!/^[a-z0-9.-]+$/.test(`${group}${resource}`)) return 'use resources';
  const named = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = isInside && rest[1] !== '*' ? ` and namespaces: [${rest[1]}]` : '';
  return `use resources: [{group: ${group === '' ? '""' : group}, resources: [${named}]}]${where}`;
}
