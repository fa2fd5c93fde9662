// Which rules a sort of request can reach: from any user, in any namespace, with any name.
import { resourceMatches } from '../decide/match.ts';
import type { Policy, PolicyRule } from '../model/policy.ts';
import { Candidates } from './candidates.ts';

/** Requests of one kind of resource. */
export interface Sort {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespaced: boolean;
  /** Who sends them; anyone by default. */
  readonly senders?: Senders;
}

/** Users by the beginning of their names, among them one whom no rule names. */
export interface Senders {
  readonly users: string;
  /** The groups that all of them are in. */
  readonly groups: readonly string[];
  /** How the names of further groups begin that some of them are in; null: there are none. */
  readonly further: string | null;
}

const anyone: Senders = { users: '', groups: [], further: '' };

/**
 * What a rule asks of a request of one sort and verb, field by field: one of these values, or nothing. All that can be
 * asked is named here, so that a value that no rule names escapes every rule that asks for one.
 */
type Conditions = readonly [users: Values, groups: Values, namespaces: Values, names: Values];
type Values = readonly string[];

const none: Values = [];

/** More comparisons than this are not made for one sort and verb: what is not certain by then counts as reached. */
const MOST_COMPARISONS = 2_000_000;

/**
 * The rules, of those that `wants` chooses, that some request of this sort and verb reaches: no rule above matches it.
 * A larger set of groups is only matched by more rules, and so one group at most has to be tried.
 */
export function reachedRules(
  { rules }: Policy,
  sort: Sort,
  verb: string,
  wants: (rule: PolicyRule, index: number) => boolean,
): readonly number[] {
  const last = rules.findLastIndex((rule, index) => wants(rule, index) && asksForVerb(rule, verb));
  const indexes: number[] = [];
  const matching: Conditions[] = [];
  for (let index = 0; index <= last; index += 1) {
    const conditions = conditionsOf(rules[index] as PolicyRule, sort, verb);
    if (conditions === null) continue;
    indexes.push(index);
    matching.push(conditions);
    if (conditions.every(({ length }) => length === 0)) break;
  }
  const wanted = indexes.map((index) => wants(rules[index] as PolicyRule, index));
  if (!wanted.includes(true)) return [];
  const candidates = new Candidates([0, 1, 2, 3].map((field) => matching.map((each) => each[field] ?? none)));
  const budget = { left: MOST_COMPARISONS };
  return indexes.filter((_index, place) => wanted[place] === true && isReached(place, matching, candidates, budget));
}

function asksForVerb({ verbs }: PolicyRule, verb: string): boolean {
  return verbs.length === 0 || verbs.includes(verb);
}

function isReached(
  place: number,
  matching: readonly Conditions[],
  candidates: Candidates,
  budget: { left: number },
): boolean {
  if (candidates.isFree(place)) return true;
  const conditions = matching[place] as Conditions;
  /** Whether the conditions from a field on can be met without meeting all of those of another rule. */
  const escapes = (asked: readonly Values[], field: number, others: readonly Conditions[]): boolean => {
    if (others.length === 0 || (budget.left -= others.length) < 0) return true;
    const values = asked[field];
    const asks = (other: Conditions, at: number): Values => other[at] ?? none;
    if (values === undefined || others.some((other) => other.every(({ length }, at) => at < field || length === 0)))
      return false;
    const unasked = others.filter((other) => asks(other, field).length === 0);
    if (values.length === 0) return escapes(asked, field + 1, unasked);
    for (const value of values) {
      const met = others.filter((other) => asks(other, field).length === 0 || asks(other, field).includes(value));
      if (escapes(asked, field + 1, met)) return true;
    }
    return false;
  };
  for (const { field, value, rules } of candidates.choices(place)) {
    const asked = value === null ? conditions : conditions.with(field, [value]);
    const others = rules.map((other) => matching[other] as Conditions);
    if (escapes(asked, 0, others)) return true;
  }
  return false;
}

/** Null where the rule matches no such request. */
function conditionsOf(rule: PolicyRule, sort: Sort, verb: string): Conditions | null {
  const { resources, namespaces, nonResourceURLs } = rule;
  if (!asksForVerb(rule, verb)) return null;
  if (resources.length === 0 && namespaces.length === 0 && nonResourceURLs.length > 0) return null;
  const names = resources.length === 0 ? [] : namesOf(rule, sort);
  if (names === null) return null;
  const { users, groups, further } = sort.senders ?? anyone;
  const parts: readonly (Values | null)[] = [
    among(rule.users, (user) => user.startsWith(users)),
    rule.userGroups.some((group) => groups.includes(group))
      ? none
      : among(rule.userGroups, (group) => further !== null && group.startsWith(further)),
    places(namespaces, namespaceOf(sort, verb)),
    places(names, nameOf(sort, verb)),
  ];
  return parts.includes(null) ? null : (parts as unknown as Conditions);
}

/** The names that the entries of a rule ask for in one kind of resource; null where none is for this kind. */
function namesOf({ resources: entries }: PolicyRule, { group, resource, subresource }: Sort): readonly string[] | null {
  const names: string[] = [];
  let matches = false;
  for (const entry of entries) {
    if (entry.group !== group && entry.group !== '*') continue;
    if (entry.resources.length === 0) return [];
    if (!entry.resources.some((pattern) => resourceMatches(pattern, resource, subresource))) continue;
    if (entry.resourceNames.length === 0) return [];
    matches = true;
    names.push(...entry.resourceNames);
  }
  return matches ? names : null;
}

/** Where the address can be empty: never, always, or both ways. */
type Emptiness = 'never' | 'always' | 'maybe';

/** A list or a watch can be of all namespaces. */
function namespaceOf({ namespaced }: Sort, verb: string): Emptiness {
  if (!namespaced) return 'always';
  return verb === 'list' || verb === 'watch' ? 'maybe' : 'never';
}

/** A list or a watch has the name that its field selector demands; a create names what its subresource belongs to. */
function nameOf({ subresource }: Sort, verb: string): Emptiness {
  if (verb === 'list' || verb === 'watch') return 'maybe';
  return verb === 'deletecollection' || (verb === 'create' && subresource === '') ? 'always' : 'never';
}

function places(values: readonly string[], empty: Emptiness): Values | null {
  if (empty === 'always') return values.length === 0 || values.includes('') ? none : null;
  return among(values, (value) => empty === 'maybe' || value !== '');
}

/** Those values that a request can have; null where it can have none of them. */
function among(values: readonly string[], can: (value: string) => boolean): Values | null {
  if (values.length === 0) return none;
  if (values.every(can)) return values;
  const possible = values.filter(can);
  return possible.length === 0 ? null : possible;
}
