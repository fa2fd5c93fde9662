// Turns a policy into a function that decides fast. It must agree with match.ts, rule by rule; a test checks that.
import type { Decision } from '../model/decision.ts';
import { beginningOf, entryMatches } from './match.ts';
import type { GroupResources, Policy, PolicyRule, Stage } from '../model/policy.ts';
import { isResourceRequest, type PolicyRequest } from '../model/request.ts';

export type Decide = (request: PolicyRequest) => Decision;

type Matches = (request: PolicyRequest) => boolean;

/**
 * Rules that ask for a verb are tried only for that verb, and likewise resource rules only for resource requests: for
 * each verb of the policy there is a list of the rules that can match at all.
 */
export function compile(policy: Policy): Decide {
  const rules = policy.rules.map((rule, index) => compileRule(policy, rule, index));
  const none = noDecision(policy);
  const verbs = new Set(policy.rules.flatMap((rule) => rule.verbs));
  const resourceTables = new Map<string, Table>();
  const pathTables = new Map<string, Table>();
  for (const verb of verbs) {
    const possible = rules.filter(({ rule }) => rule.verbs.length === 0 || rule.verbs.includes(verb));
    resourceTables.set(verb, new Table(possible.filter(forResources)));
    pathTables.set(verb, new Table(possible.filter(forPaths)));
  }
  const anyVerb = rules.filter(({ rule }) => rule.verbs.length === 0);
  const otherResources = new Table(anyVerb.filter(forResources));
  const otherPaths = new Table(anyVerb.filter(forPaths));
  return (request) => {
    const { verb, resource, group } = request;
    if (resource === '' && !isResourceRequest(request)) {
      const table = pathTables.get(verb) ?? otherPaths;
      return first(table.all, request) ?? none;
    }
    const table = resourceTables.get(verb) ?? otherResources;
    return first(table.forKind(group, resource), request) ?? none;
  };
}

interface CompiledRule {
  readonly rule: PolicyRule;
  readonly matches: Matches;
  readonly decision: Decision;
}

function first(rules: readonly CompiledRule[], request: PolicyRequest): Decision | null {
  for (let index = 0; index < rules.length; index += 1) {
    const rule = rules[index] as CompiledRule;
    if (rule.matches(request)) return rule.decision;
  }
  return null;
}

const forResources = ({ rule }: CompiledRule): boolean =>
  rule.resources.length > 0 || rule.namespaces.length > 0 || rule.nonResourceURLs.length === 0;

const forPaths = ({ rule }: CompiledRule): boolean => rule.resources.length === 0 && rule.namespaces.length === 0;

/** The rules for one verb, and per group and resource those of them that can match, computed when first needed. */
class Table {
  readonly all: readonly CompiledRule[];
  private readonly byGroup = new Map<string, Map<string, readonly CompiledRule[]>>();
  private size = 0;

  constructor(all: readonly CompiledRule[]) {
    this.all = all;
  }

  forKind(group: string, resource: string): readonly CompiledRule[] {
    const found = this.byGroup.get(group)?.get(resource);
    if (found !== undefined) return found;
    const rules = this.all.filter(({ rule }) => canMatchKind(rule.resources, group, resource));
    // Endless new resource names must not fill the memory.
    if (this.size >= 2000) return rules;
    this.size += 1;
    const resources = this.byGroup.get(group) ?? new Map<string, readonly CompiledRule[]>();
    this.byGroup.set(group, resources.set(resource, rules));
    return rules;
  }
}

function canMatchKind(entries: readonly GroupResources[], group: string, resource: string): boolean {
  if (entries.length === 0) return true;
  return entries.some(
    (entry) =>
      (entry.group === group || entry.group === '*') &&
      (entry.resources.length === 0 ||
        entry.resources.some(
          (pattern) =>
            pattern === '*' ||
            pattern === resource ||
            pattern.startsWith(`${resource}/`) ||
            pattern.startsWith('*/') ||
            (pattern.endsWith('/*') && pattern.slice(0, -2) === resource),
        )),
  );
}

function compileRule(policy: Policy, rule: PolicyRule, index: number): CompiledRule {
  const tests: Matches[] = [];
  if (rule.users.length > 0) {
    const has = oneOf(rule.users);
    tests.push(({ user }) => user !== null && has(user));
  }
  if (rule.userGroups.length > 0) {
    const has = oneOf(rule.userGroups);
    tests.push(({ user, groups }) => {
      if (user === null) return false;
      for (let place = 0; place < groups.length; place += 1) if (has(groups[place] as string)) return true;
      return false;
    });
  }
  if (rule.namespaces.length > 0) {
    const has = oneOf(rule.namespaces);
    tests.push(({ namespace }) => has(namespace));
  }
  if (rule.resources.length > 0) tests.push(resourcesTest(rule.resources));
  else if (rule.namespaces.length === 0 && rule.nonResourceURLs.length > 0) tests.push(pathsTest(rule.nonResourceURLs));
  return {
    rule,
    matches: all(tests),
    decision: ruleDecision(policy, rule, index),
  };
}

/** What a rule decides about the requests that it matches. */
export function ruleDecision(policy: Policy, rule: PolicyRule, index: number): Decision {
  return {
    rule: index,
    level: rule.level,
    omitStages: union(policy.omitStages, rule.omitStages),
    omitManagedFields: rule.omitManagedFields ?? policy.omitManagedFields,
  };
}

/** What is decided where no rule matches. */
export function noDecision({ omitStages, omitManagedFields }: Policy): Decision {
  return { rule: null, level: 'None', omitStages: union(omitStages, []), omitManagedFields };
}

/** Whole groups without names need no second check: the table has already checked the group. */
function resourcesTest(entries: readonly GroupResources[]): Matches {
  if (entries.every(({ resources }) => resources.length === 0)) return always;
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) return (request) => entryMatches(only, request);
  return (request) => entries.some((entry) => entryMatches(entry, request));
}

function pathsTest(urls: readonly string[]): Matches {
  const exact = new Set(urls);
  const beginnings = urls.flatMap((url) => (url.endsWith('*') ? [beginningOf(url)] : []));
  return ({ path }) => exact.has(path) || beginnings.some((beginning) => path.startsWith(beginning));
}

const always: Matches = () => true;

function all(tests: readonly Matches[]): Matches {
  const [a, b, c] = tests;
  if (a === undefined) return always;
  if (b === undefined) return a;
  if (c === undefined) return (request) => a(request) && b(request);
  return (request) => tests.every((test) => test(request));
}

function oneOf(values: readonly string[]): (value: string) => boolean {
  const [only] = values;
  if (values.length === 1) return (value) => value === only;
  const set = new Set(values);
  return (value) => set.has(value);
}

function union(policy: readonly Stage[], rule: readonly Stage[]): readonly Stage[] {
  return [...new Set([...policy, ...rule])].toSorted();
}
