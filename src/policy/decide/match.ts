// Whether a rule matches a request, one field at a time.
// Source: k8s.io/apiserver pkg/audit/policy/checker.go, ruleMatches and what it calls.
import type { GroupResources, PolicyRule } from '../model/policy.ts';
import { isResourceRequest, type PolicyRequest } from '../model/request.ts';
import { isResourcePath } from '../request/resource-path.ts';

/** A field of a rule that can keep it from matching. */
export type RuleField = 'users' | 'userGroups' | 'verbs' | 'namespaces' | 'resources' | 'nonResourceURLs';

/** The first field, in Kubernetes' order, that a request does not satisfy; null when the rule matches. */
export function firstMismatch(rule: PolicyRule, request: PolicyRequest): RuleField | null {
  const { user, groups, verb } = request;
  if (rule.users.length > 0 && (user === null || !rule.users.includes(user))) return 'users';
  if (rule.userGroups.length > 0 && (user === null || !groups.some((group) => rule.userGroups.includes(group)))) {
    return 'userGroups';
  }
  if (rule.verbs.length > 0 && !rule.verbs.includes(verb)) return 'verbs';
  if (rule.namespaces.length > 0 || rule.resources.length > 0) {
    if (!isResourceRequest(request)) return rule.resources.length > 0 ? 'resources' : 'namespaces';
    if (rule.namespaces.length > 0 && !rule.namespaces.includes(request.namespace)) return 'namespaces';
    const anyResource = rule.resources.length === 0 || rule.resources.some((entry) => entryMatches(entry, request));
    return anyResource ? null : 'resources';
  }
  if (rule.nonResourceURLs.length > 0) {
    const matches = !isResourceRequest(request) && rule.nonResourceURLs.some((url) => pathMatches(url, request.path));
    return matches ? null : 'nonResourceURLs';
  }
  return null;
}

/** Whether a rule's URL covers a path; "/a/*" does not cover "/a". */
export function pathMatches(url: string, path: string): boolean {
  if (url === '*' || url === path) return true;
  return url.endsWith('*') && path.startsWith(beginningOf(url));
}

/** Whether a URL matches no request: each path that it covers is the address of a resource, and read as such. */
export function coversResourcesOnly(url: string): boolean {
  return isResourcePath(beginningOf(url));
}

/** What a path must begin with for a URL that ends in "*"; any other URL itself. */
export function beginningOf(url: string): string {
  let end = url.length;
  while (url[end - 1] === '*') end -= 1;
  return url.slice(0, end);
}

export function entryMatches(entry: GroupResources, { group, resource, subresource, name }: PolicyRequest): boolean {
  if (entry.group !== group && entry.group !== '*') return false;
  // Names are not looked at when no resources are given.
  if (entry.resources.length === 0) return true;
  if (entry.resourceNames.length > 0 && !entry.resourceNames.includes(name)) return false;
  return entry.resources.some((pattern) => resourceMatches(pattern, resource, subresource));
}

/**
 * Whether a rule's resource text covers a resource. "pods/*" covers plain pods too; a star on both sides of the slash
 * covers only a subresource that is really named with a star.
 */
export function resourceMatches(pattern: string, resource: string, subresource: string): boolean {
  if (pattern === '*' || pattern === (subresource === '' ? resource : `${resource}/${subresource}`)) return true;
  if (subresource !== '' && pattern.startsWith('*/') && pattern.slice(2) === subresource) return true;
  return pattern.endsWith('/*') && pattern.slice(0, -2) === resource;
}
