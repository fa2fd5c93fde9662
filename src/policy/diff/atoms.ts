// What two policies can distinguish: one example of each class of users, verbs, resources and so on.
import { longRunning } from '../../events/long-running.ts';
import { isLongRunning } from '../decide/stages.ts';
import { resourceMatches } from '../decide/match.ts';
import { NamedUrls, UrlRows } from '../decide/named-urls.ts';
import { unnamed } from '../decide/unnamed.ts';
import type { Policy, PolicyRule } from '../model/policy.ts';
import { request, type PolicyRequest } from '../model/request.ts';
import { Classes, rowsOf } from './classes.ts';

/** What is asked for, without its namespace. */
export type Kind = Pick<PolicyRequest, 'group' | 'resource' | 'subresource' | 'name'>;

/** Examples of every class, dimension by dimension. */
export interface Atoms {
  /** The rules of all the policies. */
  readonly rules: readonly PolicyRule[];
  /** Whether a request is long-running, where that matters: the stage ResponseStarted is omitted somewhere. */
  readonly isLong: (attributes: Partial<PolicyRequest>) => boolean;
  readonly users: readonly string[];
  /** Groups that a user is in at once. */
  readonly groups: readonly (readonly string[])[];
  readonly verbs: readonly string[];
  readonly kinds: readonly Kind[];
  readonly namespaces: readonly string[];
  /** Paths of requests that are for no resource. */
  readonly paths: readonly string[];
  /** Why the examples do not stand for every request; null when they do. */
  readonly gap: string | null;
}

/** More groups than this are not combined in all ways. */
const MOST_GROUPS = 7;

const ordinary = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

export function atomsOf(policies: readonly Policy[]): Atoms {
  const rules = policies.flatMap((policy) => policy.rules);
  const omitted = [...policies, ...rules].flatMap(({ omitStages }) => omitStages);
  const isLong: Atoms['isLong'] = omitted.includes('ResponseStarted')
    ? (attributes) => isLongRunning(request(attributes))
    : () => false;
  const users = rowsOf(rules.map((rule) => rule.users));
  const verbs = rowsOf(rules.map((rule) => rule.verbs));
  const namespaces = rowsOf(rules.map((rule) => rule.namespaces));
  return {
    rules,
    isLong,
    users: examples([unnamed('someone', users), ...users.keys()], users),
    ...groupsOf(rules),
    verbs: examples([...ordinary, ...verbs.keys(), unnamed('some-verb', verbs)], verbs, (verb) => isLong({ verb })),
    kinds: kindsOf(rules, isLong),
    namespaces: examples(['', unnamed('some-namespace', namespaces), ...namespaces.keys()], namespaces),
    paths: pathsOf(rules, isLong),
  };
}

/** One of each class: values that are in the same lists cannot be distinguished, unless a mark does it. */
function examples(
  values: readonly string[],
  rows: ReadonlyMap<string, readonly number[]>,
  mark: (value: string) => boolean = () => false,
): readonly string[] {
  const classes = new Classes<string>();
  for (const value of values) classes.add(rows.get(value) ?? [], mark(value), value);
  return classes.examples();
}

function groupsOf(rules: readonly PolicyRule[]): Pick<Atoms, 'groups' | 'gap'> {
  const rows = rowsOf(rules.map((rule) => rule.userGroups));
  const groups = examples([...rows.keys()], rows);
  const few = groups.length <= MOST_GROUPS;
  const sets = few ? subsets(groups) : [[], ...groups.map((group) => [group]), ...pairs(groups), [...groups]];
  const classes = new Classes<readonly string[]>();
  for (const set of sets) {
    classes.add(
      set.flatMap((group) => rows.get(group) ?? []),
      false,
      set,
    );
  }
  return {
    groups: classes.examples(),
    gap: few ? null : `users in three or more of the ${groups.length} groups at once`,
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

/** Only what the entries of a group name can matter in that group, and so on inwards. */
function kindsOf(rules: readonly PolicyRule[], isLong: Atoms['isLong']): readonly Kind[] {
  const entries = rules.flatMap(({ resources }, row) => resources.map((entry) => ({ ...entry, row })));
  const classes = new Classes<Kind>();
  const groups = new Set(entries.map(({ group }) => group));
  for (const group of new Set(['', ...groups, unnamed('some.group.io', groups)])) {
    if (group === '*') continue;
    const ofGroup = entries.filter((entry) => entry.group === group || entry.group === '*');
    const patterns = [...new Set(ofGroup.flatMap(({ resources }) => resources))].map((pattern) => pattern.split('/'));
    const resources = new Set(patterns.map(([resource = '']) => resource));
    for (const resource of new Set([unnamed('somethings', resources), ...resources])) {
      if (resource === '' || resource === '*') continue;
      const parts = patterns.filter(([left]) => left === resource || left === '*');
      const subresources = new Set(parts.map(([, subresource = '']) => subresource));
      const other = unnamed('something', subresources);
      for (const subresource of new Set(['', other, ...subresources, ...longRunning.subresources])) {
        const here = ofGroup.filter(
          (entry) =>
            entry.resources.length === 0 ||
            entry.resources.some((pattern) => resourceMatches(pattern, resource, subresource)),
        );
        // Names are not looked at when no resources are given.
        const isFree = (entry: (typeof here)[number]): boolean =>
          entry.resources.length === 0 || entry.resourceNames.length === 0;
        const free = here.filter(isFree).map(({ row }) => row);
        const named = here.filter((entry) => !isFree(entry));
        const byName = rowsOf(named.map(({ resourceNames }) => resourceNames));
        for (const name of new Set(['', unnamed('some-name', byName), ...byName.keys()])) {
          const rows = (byName.get(name) ?? []).map((index) => named[index]?.row ?? 0);
          const kind = { group, resource, subresource, name };
          classes.add([...free, ...rows], isLong(kind), kind);
        }
      }
    }
  }
  return classes.examples();
}

/** Each path that is named, and for each that ends in "*" one that only its beginning matches. */
function pathsOf(rules: readonly PolicyRule[], isLong: Atoms['isLong']): readonly string[] {
  const lists = rules.map(({ nonResourceURLs }) => nonResourceURLs);
  const [rows, named] = [new UrlRows(lists), new NamedUrls(lists.flat())];
  const beginnings = longRunning.paths.map((beginning) => `${beginning}*`);
  const classes = new Classes<string>();
  for (const path of new Set(['*', ...new Set(lists.flat()), ...beginnings].flatMap((url) => named.pathsFor(url))))
    classes.add(rows.of(path), isLong({ path }), path);
  return classes.examples();
}
