// Requests that no rule names: whatever matches them matches because it asks for nothing.
import type { PolicyRule } from '../model/policy.ts';
import { request, type PolicyRequest } from '../model/request.ts';
import { isResourcePath } from '../request/from-url.ts';
import { beginningOf } from './match.ts';

/** A word that is none of the named ones; `more` is added until it is. */
export function unnamed(word: string, named: { has(word: string): boolean }, more = '-else'): string {
  let free = word;
  while (named.has(free)) free += more;
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

/**
 * A path below a beginning that none of the URLs name; of those that end in "*" only those match it that match everything
 * below. It is never the address of a resource, unless the beginning is one.
 */
export function unnamedPath(urls: readonly string[], beginning = '/'): string {
  // After "/api/v1/" whatever is no further "/" is a resource.
  if (isResourcePath(`${beginning}a`)) return unnamed(`${beginning}/`, new Set(urls), '/');
  const next = new Set<string>();
  for (const url of urls) if (url.startsWith(beginning)) next.add(url.charAt(beginning.length));
  const word = beginning.endsWith('/') ? 'some-path' : '~some-path';
  if (!next.has(word.charAt(0))) return `${beginning}${word}`;
  // Some letter begins none of them.
  let letter = 'a'.charCodeAt(0);
  while (next.has(String.fromCharCode(letter))) letter += 1;
  return `${beginning}${String.fromCharCode(letter)}`;
}

/**
 * Paths that stand for all that a URL of nonResourceURLs matches: the path itself, or the beginning and one path that is
 * longer. `urls` are all those of the policies. None is the address of a resource, since no request for a path has it.
 */
export function pathsFor(url: string, urls: readonly string[]): readonly string[] {
  const beginning = beginningOf(url);
  const all = url === '*' ? [unnamedPath(urls)] : url.endsWith('*') ? [beginning, unnamedPath(urls, beginning)] : [url];
  return all.filter((path) => !isResourcePath(path));
}
