// Whether one rule matches everything that another matches. Yes only when that is certain.
import { beginningOf, coversResourcesOnly, pathMatches } from '../decide/match.ts';
import type { GroupResources, PolicyRule } from '../model/policy.ts';

/** Whether every request that `inner` matches is matched by `outer` too. */
export function covers(outer: PolicyRule, inner: PolicyRule): boolean {
  return (
    includesAll(outer.users, inner.users) &&
    includesAll(outer.userGroups, inner.userGroups) &&
    includesAll(outer.verbs, inner.verbs) &&
    coversTarget(outer, inner)
  );
}

/** An empty list matches everything. */
function includesAll(outer: readonly string[], inner: readonly string[]): boolean {
  if (outer.length === 0) return true;
  return inner.length > 0 && inner.every((value) => outer.includes(value));
}

function coversTarget(outer: PolicyRule, inner: PolicyRule): boolean {
  const outerIsForResources = outer.resources.length > 0 || outer.namespaces.length > 0;
  const innerIsForResources = inner.resources.length > 0 || inner.namespaces.length > 0;
  if (!outerIsForResources && outer.nonResourceURLs.length === 0) return true;
  if (outerIsForResources !== innerIsForResources) return false;
  if (!outerIsForResources) {
    const matching = inner.nonResourceURLs.filter((url) => !coversResourcesOnly(url));
    return matching.length > 0 && matching.every((url) => outer.nonResourceURLs.some((wide) => coversUrl(wide, url)));
  }
  return includesAll(outer.namespaces, inner.namespaces) && coversResources(outer.resources, inner.resources);
}

function coversUrl(outer: string, inner: string): boolean {
  if (outer === '*' || outer === inner) return true;
  return outer.endsWith('*') && inner !== '*' && pathMatches(outer, beginningOf(inner));
}

function coversResources(outer: readonly GroupResources[], inner: readonly GroupResources[]): boolean {
  if (outer.length === 0) return true;
  if (inner.length === 0) return outer.some((entry) => entry.group === '*' && takesWholeGroup(entry));
  return inner.every((entry) => outer.some((wide) => coversEntry(wide, entry)) || coversInParts(outer, entry));
}

function takesWholeGroup({ resources, resourceNames }: GroupResources): boolean {
  return resources.length === 0 || (resources.includes('*') && resourceNames.length === 0);
}

function coversEntry(outer: GroupResources, inner: GroupResources): boolean {
  if (outer.group !== '*' && outer.group !== inner.group) return false;
  if (takesWholeGroup(outer)) return true;
  if (inner.resources.length === 0 || !includesAll(outer.resourceNames, inner.resourceNames)) return false;
  return inner.resources.every((pattern) => outer.resources.some((wide) => coversPattern(wide, pattern)));
}

/** Each resource of an entry may be covered by another entry. */
function coversInParts(outer: readonly GroupResources[], inner: GroupResources): boolean {
  if (inner.resources.length < 2) return false;
  return inner.resources.every((pattern) =>
    outer.some((wide) => coversEntry(wide, { ...inner, resources: [pattern] })),
  );
}

function coversPattern(outer: string, inner: string): boolean {
  if (outer === '*' || outer === inner) return true;
  if (outer.startsWith('*/') && outer !== '*/*')
    return inner !== '*' && !inner.endsWith('/*') && inner.endsWith(outer.slice(1));
  if (!outer.endsWith('/*')) return false;
  const resource = outer.slice(0, -2);
  return inner === resource || inner.startsWith(`${resource}/`);
}
