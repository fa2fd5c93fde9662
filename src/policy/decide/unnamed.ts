// Requests that no rule names: whatever matches them matches because it asks for nothing.
import type { PolicyRule } from '../model/policy.ts';
import { request, type PolicyRequest } from '../model/request.ts';

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
