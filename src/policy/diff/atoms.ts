// The kinds of request that two policies can tell apart: one example of each, dimension by dimension.
import { entryMatches, pathMatches } from '../match.ts';
import type { Policy, PolicyRule } from '../policy.ts';
import { request, type PolicyRequest } from '../request.ts';

type Attributes = Partial<PolicyRequest>;

/** Examples of every class of callers, of verbs, and of targets. */
export interface Atoms {
  readonly callers: readonly Attributes[];
  readonly verbs: readonly string[];
  /** Resources in namespaces, and other paths. */
  readonly targets: readonly Attributes[];
  /** Why the examples do not stand for every request; null when they do. */
  readonly gap: string | null;
}

/** More groups than this are not combined in every way. */
const MOST_GROUPS = 7;

/** No policy names these. */
const other = {
  user: 'someone',
  group: 'some-group',
  verb: 'some-verb',
  namespace: 'some-namespace',
  name: 'some-name',
  apiGroup: 'some.group.io',
  resource: 'somethings',
  subresource: 'something',
  path: '/some-path',
};

export function atomsOf(policies: readonly Policy[]): Atoms {
  const rules = policies.flatMap((policy) => policy.rules);
  const { callers, gap } = callersOf(rules);
  const ordinary = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
  const verbs = classes([...ordinary, ...rules.flatMap((rule) => rule.verbs), other.verb], rules, (rule, verb) =>
    rule.verbs.includes(verb),
  );
  return { callers, gap, verbs, targets: [...resourceTargets(rules), ...pathTargets(rules)] };
}

/** One of each class: values that stand in the same lists cannot be told apart. The first of a class speaks for it. */
function classes<Value, Row>(
  values: readonly Value[],
  rows: readonly Row[],
  matches: (row: Row, value: Value) => boolean,
): readonly Value[] {
  const seen = new Map<string, Value>();
  for (const value of new Set(values)) {
    const signature = rows.map((row) => (matches(row, value) ? '1' : '0')).join('');
    if (!seen.has(signature)) seen.set(signature, value);
  }
  return [...seen.values()];
}

function callersOf(rules: readonly PolicyRule[]): { callers: readonly Attributes[]; gap: string | null } {
  const withUsers = rules.filter((rule) => rule.users.length > 0);
  const withGroups = rules.filter((rule) => rule.userGroups.length > 0);
  const users = classes([other.user, ...rules.flatMap((rule) => rule.users)], withUsers, (rule, user) =>
    rule.users.includes(user),
  );
  const groups = classes(
    rules.flatMap((rule) => rule.userGroups),
    withGroups,
    (rule, group) => rule.userGroups.includes(group),
  );
  const all =
    groups.length <= MOST_GROUPS
      ? subsets(groups)
      : [[], ...groups.map((group) => [group]), ...pairs(groups), [...groups]];
  const sets = classes(all, withGroups, (rule, set) => set.some((group) => rule.userGroups.includes(group)));
  const gap = groups.length <= MOST_GROUPS ? null : `users in three or more of the ${groups.length} groups at once`;
  return {
    callers: [...users.flatMap((user) => sets.map((set) => ({ user, groups: set }))), { user: null, groups: [] }],
    gap,
  };
}

function subsets(values: readonly string[]): readonly (readonly string[])[] {
  return values.reduce<readonly (readonly string[])[]>(
    (sets, value) => sets.flatMap((set) => [set, [...set, value]]),
    [[]],
  );
}

function pairs(values: readonly string[]): readonly (readonly string[])[] {
  return values.flatMap((first, index) => values.slice(index + 1).map((second) => [first, second]));
}

function resourceTargets(rules: readonly PolicyRule[]): readonly Attributes[] {
  const entries = rules.flatMap((rule) => rule.resources);
  const named = entries.flatMap((entry) => entry.resources.map((pattern) => pattern.split('/')));
  const groups = new Set(['', ...entries.map(({ group }) => group), other.apiGroup]);
  groups.delete('*');
  const resources = new Set([other.resource, ...named.map(([resource = '']) => resource)]);
  const subresources = new Set(['', other.subresource, ...named.map(([, subresource = '']) => subresource)]);
  const names = new Set(['', other.name, ...entries.flatMap(({ resourceNames }) => resourceNames)]);
  for (const word of ['', '*']) resources.delete(word);
  const kinds = [...groups].flatMap((group) =>
    [...resources].flatMap((resource) =>
      [...subresources].flatMap((subresource) =>
        [...names].map((name) => request({ group, resource, subresource, name })),
      ),
    ),
  );
  const withResources = rules.filter((rule) => rule.resources.length > 0);
  const distinct = classes(kinds, withResources, (rule, kind) =>
    rule.resources.some((entry) => entryMatches(entry, kind)),
  );
  const namespaces = classes(
    ['', other.namespace, ...rules.flatMap((rule) => rule.namespaces)],
    rules,
    (rule, namespace) => rule.namespaces.includes(namespace),
  );
  return distinct.flatMap(({ group, resource, subresource, name }) =>
    namespaces.map((namespace) => ({ group, resource, subresource, name, namespace })),
  );
}

/** Each path that is named, and for each that ends in "*" one that only its beginning matches. */
function pathTargets(rules: readonly PolicyRule[]): readonly Attributes[] {
  const urls = rules.flatMap((rule) => rule.nonResourceURLs).filter((url) => url !== '*');
  const paths = urls.flatMap((url) => {
    const beginning = url.replace(/\*+$/, '');
    return url === beginning ? [url] : [beginning, `${beginning}~some-path`];
  });
  const withUrls = rules.filter((rule) => rule.nonResourceURLs.length > 0);
  const distinct = classes([other.path, ...paths], withUrls, (rule, path) =>
    rule.nonResourceURLs.some((url) => pathMatches(url, path)),
  );
  return distinct.map((path) => ({ path }));
}
