// What lint says of a key that the API server ignores: where it belongs, and what is left without it.
import { expect, test } from 'vitest';
import { decide, lintPolicy, loadPolicy } from '../../src/index.ts';
import { request } from '../../src/policy/model/request.ts';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';

function said(text: string): readonly (readonly [string, string | undefined])[] {
  return lintPolicy(text)
    .diagnostics.filter(({ id }) => id === 'unknown-field')
    .map(({ message, help }) => [message.replace(/^.*has no such field(?:; )?/, ''), help]);
}

test.each([
  ['verbs: [get]', 'the whole core group', 'verbs belongs to the rule, beside resources'],
  ['verb: get', 'the whole core group', 'verbs belongs to the rule, beside resources'],
  ['username: mia', 'the whole core group', 'users belongs to the rule, beside resources'],
  ['users: [mia], group: apps', 'the whole group apps', 'users belongs to the rule, beside resources'],
  ['namespaces: [bakery], group: "*"', 'every resource', 'namespaces belongs to the rule, beside resources'],
  ['resource: [pods]', 'the whole core group', 'did you mean resources?'],
  ['apiGroups: [apps]', 'the whole core group', 'did you mean group?'],
  ['subresources: [log]', 'the whole core group', 'did you mean resources?'],
])('in an entry of resources: %s', (entry, left, help) => {
  const [only] = said(`${head}rules:\n- {level: None, resources: [{${entry}}]}\n- level: Metadata\n`);
  expect(only).toEqual([`what is left of this entry matches ${left}`, help]);
});

test.each([
  [
    'resources: [{resources: [pods], verbs: [get]}]',
    'the entry matches without it',
    'verbs belongs to the rule, beside resources',
  ],
  ['namespace: bakery', 'what is left of this rule matches every request', 'did you mean namespaces?'],
  ['namespace: bakery, verbs: [get]', 'the rule matches without it', 'did you mean namespaces?'],
  ['username: mia, verbs: [get]', 'the rule matches without it', 'did you mean users?'],
  [
    'resourceNames: [oven], verbs: [get]',
    'the rule matches without it',
    'resourceNames belongs to an entry of resources',
  ],
  ['group: apps, verbs: [get]', 'the rule matches without it', 'group belongs to an entry of resources'],
  ['verb: [get], verbs: [list]', 'the rule matches without it', 'verbs is there already: write it all there'],
  [
    'comment: the ovens, verbs: [get]',
    '',
    'it has level, users, userGroups, verbs, resources, namespaces, nonResourceURLs, omitStages, omitManagedFields',
  ],
])('in a rule: %s', (rule, left, help) => {
  expect(said(`${head}rules:\n- {level: None, ${rule}}\n- level: Metadata\n`)).toEqual([[left, help]]);
});

test('in the policy', () => {
  expect(said(`${head}level: None\nresourceNames: [oven]\nrules:\n- level: Metadata\n`)).toEqual([
    ['', 'level belongs to a rule'],
    ['', 'resourceNames belongs to an entry of resources'],
  ]);
});

test('what is left is what the API server then decides about', () => {
  const { policy } = loadPolicy(`${head}rules:\n- {level: None, resources: [{verbs: [get]}]}\n- level: Metadata\n`);
  if (policy === undefined) throw new Error('the policy of the test is refused');
  const rules = ['', 'apps'].map((group) => decide(policy, request({ verb: 'delete', group, resource: 'pods' })).rule);
  expect(rules).toEqual([0, 1]);
});

test('an entry, and a rule', () => {
  const text = `${head}rules:\n- {level: None, oven: 1, resources: [{tray: 1}]}\n- level: Metadata\n`;
  const messages = lintPolicy(text).diagnostics.map(({ message }) => message);
  expect(messages.some((message) => message.includes('"tray": an entry of resources has no such field'))).toBe(true);
  expect(messages.some((message) => message.includes('"oven": a rule has no such field'))).toBe(true);
});
