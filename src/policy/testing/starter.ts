// A first test file for a policy: one request for every rule that one reaches, with what the policy decides today.
import { ruleName } from '../model/spell.ts';
import { decide } from '../decide/decide.ts';
import { NamedUrls } from '../decide/named-urls.ts';
import type { Policy, PolicyRule } from '../model/policy.ts';
import { request, type PolicyRequest } from '../model/request.ts';
import { spellResource } from '../../events/spell-resource.ts';
import { inQuotes } from '../../events/yaml-scalar.ts';
import { impliedGroups } from '../request/from-parts.ts';

/** The starter as YAML. */
export function starterSuite(policyName: string, policy: Policy, names: readonly string[]): string {
  const named = new NamedUrls(policy.rules.flatMap(({ nonResourceURLs }) => nonResourceURLs));
  const cases = policy.rules.flatMap((rule, index) => {
    const example = examplesOf(rule, named).find((candidate) => decide(policy, candidate).rule === index);
    return example === undefined
      ? [`  # No request was found that reaches rule ${index + 1}.\n`]
      : [caseOf(example, policy, index, names[index] ?? '')];
  });
  const nobody = request({ verb: 'list', resource: 'secrets', namespace: 'default' });
  return [
    '# Tests of an audit policy: kind-audit policy test this-file.yaml',
    '# expect: a level, or {level, atLeast, atMost, rule, stages}. A request is a line or its parts; kubectl: works too.',
    `policy: ${inQuotes(policyName)}`,
    'cases:',
    ...cases,
    caseText('a failed login', nobody, `expect: ${decide(policy, nobody).level}`),
  ].join('\n');
}

function caseOf(example: PolicyRequest, policy: Policy, index: number, name: string): string {
  const { level } = decide(policy, example);
  return caseText(name === '' ? ruleName(index) : name, example, `expect: {level: ${level}, rule: ${index + 1}}`);
}

function caseText(name: string, { user, groups, ...attributes }: PolicyRequest, expect: string): string {
  const { verb, namespace, name: object, path } = attributes;
  const resource = attributes.resource === '' ? '' : spellResource(attributes);
  const parts = Object.entries({ verb, resource, namespace, name: object, path }).filter(([, value]) => value !== '');
  const lines = [
    `- name: ${inQuotes(name)}`,
    `  request: {${parts.map(([key, value]) => `${key}: ${inQuotes(value)}`).join(', ')}}`,
    ...(user === null ? [] : [`  user: ${inQuotes(user)}`]),
    ...(groups.join() === impliedGroups(user).join() ? [] : [`  groups: [${groups.map(inQuotes).join(', ')}]`]),
    `  ${expect}`,
  ];
  return `${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

const ordinaryVerbs = ['get', 'create', 'list', 'update', 'patch', 'delete', 'watch'];

const MOST_CANDIDATES = 400;

/** Requests that a rule matches, the plainest first. */
function* candidates(rule: PolicyRule, named: NamedUrls): Generator<PolicyRequest> {
  const users = rule.users.length > 0 ? rule.users : ['jane'];
  const verbs = rule.verbs.length > 0 ? rule.verbs : ordinaryVerbs;
  const namespaces = rule.namespaces.length > 0 ? rule.namespaces : ['default', ''];
  const paths = pathsOf(rule, named);
  for (const user of users.slice(0, 5)) {
    const groups = [...new Set([...rule.userGroups.slice(0, 1), ...impliedGroups(user)])];
    for (const verb of verbs) {
      for (const path of paths) yield request({ user, groups, verb, path });
      if (rule.nonResourceURLs.length > 0) continue;
      for (const namespace of namespaces) {
        for (const kind of kindsOf(rule)) yield request({ user, groups, verb, namespace, ...kind });
      }
    }
  }
}

/** `named` are the URLs of the whole policy. */
function pathsOf({ nonResourceURLs, resources, namespaces }: PolicyRule, named: NamedUrls): readonly string[] {
  if (resources.length > 0 || namespaces.length > 0) return [];
  const wanted = nonResourceURLs.length > 0 ? nonResourceURLs : ['*'];
  return wanted.slice(0, MOST_CANDIDATES).flatMap((url) => named.pathsFor(url));
}

function kindsOf(rule: PolicyRule): readonly Partial<PolicyRequest>[] {
  if (rule.resources.length === 0)
    return [{ resource: 'configmaps' }, { resource: 'widgets', group: 'example.com' }, { resource: 'nodes' }];
  return rule.resources.flatMap(({ group, resources, resourceNames }) => {
    const named = { group: group === '*' ? 'example.com' : group, name: resourceNames[0] ?? '' };
    if (resources.length === 0) return [{ ...named, resource: 'examples' }];
    return resources.map((pattern) => {
      const [resource = '', subresource = ''] = pattern.split('/');
      const plain = resource === '*' ? 'examples' : resource;
      return { ...named, resource: plain, subresource: subresource === '*' ? '' : subresource };
    });
  });
}

function examplesOf(rule: PolicyRule, named: NamedUrls): readonly PolicyRequest[] {
  const found: PolicyRequest[] = [];
  for (const candidate of candidates(rule, named)) {
    found.push(candidate);
    if (found.length === MOST_CANDIDATES) break;
  }
  return found;
}
