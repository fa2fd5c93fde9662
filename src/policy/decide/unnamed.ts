// Requests that no rule names: whatever matches them matches because it asks for nothing.
import type { PolicyRule } from '../model/policy.ts';
import { request, type PolicyRequest } from '../model/request.ts';
import { isResourcePath } from '../request/resource-path.ts';
import { beginningOf } from './match.ts';

/** A word that is none of the named ones; `more` is added until it is. */
export function unnamed(word: string, named: { has(word: string): boolean }, more = '-else'): string {
  let free = word;
  while (named.has(free)) free += more;
  return free;
}

/** A request for a resource, each of whose attributes no rule names; its user is in no group. */
export function unnamedRequest(rules: readonly PolicyRule[]): PolicyRequest {
  const free = (word: string, names: (rule: PolicyRule, word: string) => boolean): string =>
    unnamed(word, { has: (tried) => rules.some((rule) => names(rule, tried)) });
  return request({
    user: free('someone', ({ users }, word) => users.includes(word)),
    verb: free('some-verb', ({ verbs }, word) => verbs.includes(word)),
    namespace: free('some-namespace', ({ namespaces }, word) => namespaces.includes(word)),
    group: free('some.group.io', ({ resources }, word) => resources.some(({ group }) => group === word)),
    resource: free('somethings', ({ resources: entries }, word) =>
      entries.some(({ resources }) => resources.some((pattern) => pattern === word || pattern.startsWith(`${word}/`))),
    ),
    name: free('some-name', ({ resources }, word) =>
      resources.some(({ resourceNames }) => resourceNames.includes(word)),
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
