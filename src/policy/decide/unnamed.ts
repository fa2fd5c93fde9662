// Requests that no rule names: whatever matches them matches because it asks for nothing.
import type { PolicyRule } from '../model/policy.ts';
import { request, type PolicyRequest } from '../model/request.ts';
import { beginningOf } from './match.ts';

/** A word that is none of the named ones. */
export function unnamed(word: string, named: { has(word: string): boolean }): string {
  let free = word;
  while (named.has(free)) free += '-else';
  return free;
}

/** A request for a resource, each of whose attributes no rule names; its user is in no group. */
export function unnamedRequest(rules: readonly PolicyRule[]): PolicyRequest {
  const free = (word: string, lists: (rule: PolicyRule) => readonly string[]): string =>
    unnamed(word, new Set(rules.flatMap(lists)));
  const entries = (list: (entry: PolicyRule['resources'][number]) => readonly string[]) => (rule: PolicyRule) =>
    rule.resources.flatMap(list);
  return request({
    user: free('someone', ({ users }) => users),
    verb: free('some-verb', ({ verbs }) => verbs),
    namespace: free('some-namespace', ({ namespaces }) => namespaces),
    group: free(
      'some.group.io',
      entries(({ group }) => [group]),
    ),
    resource: free(
      'somethings',
      entries(({ resources }) => resources.map((resource) => resource.split('/')[0] ?? '')),
    ),
    name: free(
      'some-name',
      entries(({ resourceNames }) => resourceNames),
    ),
  });
}

/** A path that only those of the given URLs match that match every path. */
export function unnamedPath(urls: readonly string[]): string {
  const named = new Set(urls);
  const first = new Set(urls.map((url) => beginningOf(url).slice(0, 2)));
  const isFree = (path: string): boolean => !urls.some((url) => url.endsWith('*') && path.startsWith(beginningOf(url)));
  if (isFree('/some-path')) return unnamed('/some-path', named);
  // Some letter begins none of them.
  let letter = 'a'.charCodeAt(0);
  while (first.has(`/${String.fromCharCode(letter)}`)) letter += 1;
  return unnamed(`/${String.fromCharCode(letter)}`, named);
}
