// Lint rules about what requests can reach: held against the decision about every request of a small world.
import { expect, test } from 'vitest';
import { decide, diffPolicies, lintPolicy, loadPolicy, type Policy } from '../../src/index.ts';
import { request, type PolicyRequest } from '../../src/policy/model/request.ts';
import { generated, type Generated } from '../kit/generated.ts';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';

const users = ['jane', 'mia', 'system:node:worker', 'system:kube-scheduler'];
const groups = ['bakers', 'system:nodes', 'system:authenticated'];
const namespaces = ['', 'bakery', 'kube-system'];
const names = ['', 'recipe', 'oven'];
const verbs = ['create', 'update', 'patch', 'delete', 'deletecollection', 'get', 'list', 'watch'];

interface Kind {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

const kind = (group: string, path: string, namespaced: boolean, tried: readonly string[]): readonly [string, Kind] => {
  const [resource = '', subresource = ''] = path.split('/');
  return [path, { group, resource, subresource, namespaced, verbs: tried }];
};

const sensitive = [
  kind('', 'secrets', true, verbs),
  kind('', 'configmaps', true, verbs),
  kind('authentication.k8s.io', 'tokenreviews', false, ['create']),
  kind('', 'serviceaccounts/token', true, ['create']),
];
const ofNodes = [kind('', 'nodes/status', false, ['patch']), kind('', 'pods/status', true, ['patch'])];

function policyOf(random: Generated['random']): Policy | undefined {
  const rule = (): object => ({
    level: random.pick(['None', 'Metadata', 'Request', 'RequestResponse']),
    ...(random.chance(0.3) ? { users: random.some(users, 1, 2) } : {}),
    ...(random.chance(0.3) ? { userGroups: random.some(groups, 1, 2) } : {}),
    ...(random.chance(0.4) ? { verbs: random.some(verbs, 1, 5) } : {}),
    ...(random.chance(0.4) ? { namespaces: random.some(namespaces, 1, 3) } : {}),
    ...(random.chance(0.6) ? { resources: Array.from({ length: 1 + random.below(2) }, entry) } : {}),
  });
  const entry = (): object => ({
    group: random.pick(['', '', '', 'authentication.k8s.io', '*']),
    ...(random.chance(0.8)
      ? {
          resources: random.some(
            ['secrets', 'secrets/*', 'configmaps', '*', '*/token', 'serviceaccounts/*', 'tokenreviews', '*/status'],
            1,
            3,
          ),
          ...(random.chance(0.4) ? { resourceNames: random.some(names, 1, 2) } : {}),
        }
      : {}),
  });
  const rules = Array.from({ length: 1 + random.below(5) }, rule);
  return loadPolicy(JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules })).policy;
}

/** Every request that the API server can be sent, with one value beside those that the policies name. */
function* requestsFor(
  { verbs: tried, namespaced, ...kind }: Kind,
  callers: readonly Pick<PolicyRequest, 'user' | 'groups'>[],
): Generator<PolicyRequest> {
  for (const verb of tried) {
    const isList = verb === 'list' || verb === 'watch';
    const unnamed = verb === 'deletecollection' || (verb === 'create' && kind.subresource === '');
    for (const namespace of namespaced ? [...namespaces, 'elsewhere'] : ['']) {
      if (namespaced && namespace === '' && !isList) continue;
      for (const name of unnamed ? [''] : [...names, 'another']) {
        if (name === '' && !unnamed && !isList) continue;
        for (const caller of callers) yield request({ ...kind, ...caller, verb, namespace, name });
      }
    }
  }
}

const sets = groups.reduce<readonly (readonly string[])[]>(
  (all, group) => all.flatMap((set) => [set, [...set, group]]),
  [[]],
);
const anyone = [...users, 'anyone'].flatMap((user) => sets.map((set) => ({ user, groups: set })));
const nodes = ['system:node:worker', 'system:node:other'].map((user) => ({
  user,
  groups: ['system:nodes', 'system:authenticated'],
}));

const hasBody = ({ verb }: PolicyRequest, level: string): boolean =>
  level === 'RequestResponse' || (level === 'Request' && ['create', 'update', 'patch'].includes(verb));

function bodies(policy: Policy, kinds: readonly (readonly [string, Kind])[], callers: typeof anyone): Set<string> {
  const found = new Set<string>();
  for (const [name, kind] of kinds) {
    for (const example of requestsFor(kind, callers)) {
      const { rule, level } = decide(policy, example);
      if (hasBody(example, level)) found.add(`${rule} ${name}`);
    }
  }
  return found;
}

function said(policy: Policy, id: string): Set<string> {
  const text = JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...policy });
  const remarks = lintPolicy(text).diagnostics.filter((diagnostic) => diagnostic.id === id);
  return new Set(
    remarks.flatMap(({ path = '', message }) =>
      (/(?:contents of|bodies:) (.*)$/.exec(message)?.[1] ?? '')
        .split(', ')
        .map((name) => `${/\d+/.exec(path)?.[0] ?? ''} ${name}`),
    ),
  );
}

test('bodies of secrets and the like: a remark for each rule that such a request reaches, and no other', () => {
  const { random, rounds } = generated(71, 120);
  let [some, clean] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const policy = policyOf(random);
    if (policy === undefined) continue;
    const expected = bodies(policy, sensitive, anyone);
    expect([...said(policy, 'sensitive-bodies')].toSorted(), JSON.stringify(policy)).toEqual([...expected].toSorted());
    if (expected.size === 0) clean += 1;
    else some += 1;
  }
  expect(some).toBeGreaterThan(rounds / 3);
  expect(clean).toBeGreaterThan(rounds / 10);
});

test('status reports of nodes: likewise', () => {
  const { random, rounds } = generated(72, 150);
  let some = 0;
  for (let round = 0; round < rounds; round += 1) {
    const policy = policyOf(random);
    if (policy === undefined) continue;
    const expected = bodies(policy, ofNodes, nodes);
    const named = [...said(policy, 'broad-bodies')].filter((text) => text.endsWith('s/status'));
    expect(named.toSorted(), JSON.stringify(policy)).toEqual([...expected].toSorted());
    some += expected.size;
  }
  expect(some).toBeGreaterThan(rounds / 10);
});

test('a rule for the rest is missing where such a rule would change something', () => {
  const { random, rounds } = generated(73, 150);
  const urls = ['*', '/*', '/a*', '/some*', '/healthz', '/'];
  let [missing, covered] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const rule = (): object => ({
      level: 'Metadata',
      ...(random.chance(0.1) ? { users: ['mia'] } : {}),
      ...(random.chance(0.1) ? { verbs: random.some(verbs, 1, 8) } : {}),
      ...random.pick([
        { resources: [{ group: '*' }] },
        { resources: [{ group: '*', resources: ['*'] }] },
        { resources: [{ group: '' }] },
        { namespaces: ['bakery'] },
        { nonResourceURLs: random.some(urls, 1, 3) },
        { nonResourceURLs: random.some(urls, 1, 3) },
      ]),
    });
    const rules = Array.from({ length: 1 + random.below(5) }, rule);
    const { policy } = loadPolicy(JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }));
    const rest = loadPolicy(`${head}- level: Metadata\n`).policy?.rules ?? [];
    if (policy === undefined) continue;
    const isMissing = !diffPolicies(policy, { ...policy, rules: [...policy.rules, ...rest] }).equivalent;
    const remarks = lintPolicy(JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules })).diagnostics;
    expect(
      remarks.some(({ id }) => id === 'no-catch-all'),
      JSON.stringify(rules),
    ).toBe(isMissing);
    if (isMissing) missing += 1;
    else covered += 1;
  }
  expect(missing).toBeGreaterThan(rounds / 10);
  expect(covered).toBeGreaterThan(rounds / 20);
});

test.each([
  ['namespaces: [bakery]', true],
  ['userGroups: [bakers]', true],
  ['users: [mia]', true],
  ['resourceNames', true],
  ['verbs: [deletecollection]', true],
  ['verbs: [create], namespaces: [""]', false],
  ['verbs: [update], namespaces: [""]', false],
])('bodies of secrets where the rule has %s', (condition, expected) => {
  const names = condition === 'resourceNames';
  const entry = `{group: "", resources: [secrets]${names ? ', resourceNames: [recipe]' : ''}}`;
  const more = names ? '' : `, ${condition}`;
  const text = `${head}- {level: RequestResponse${more}, resources: [${entry}]}\n- level: Metadata\n`;
  expect(lintPolicy(text).diagnostics.some(({ id }) => id === 'sensitive-bodies')).toBe(expected);
});

const secret =
  'resources: [{group: "", resources: [secrets, configmaps, serviceaccounts/token, events, nodes/status, pods/status]}, {group: authentication.k8s.io}, {group: coordination.k8s.io}, {group: events.k8s.io}]';

test('only one user in one namespace is left for the rule', () => {
  const secrets = 'resources: [{group: "", resources: [secrets]}]';
  const above = `- {level: None, users: [jane]}\n- {level: None, users: [mia], namespaces: [bakery]}\n`;
  const rule = (places: string): string =>
    `${head}${above}- {level: Request, users: [jane, mia], namespaces: [${places}], ${secrets}}\n- level: Metadata\n`;
  const speaks = (text: string): boolean => lintPolicy(text).diagnostics.some(({ id }) => id === 'sensitive-bodies');
  expect([speaks(rule('bakery, oven')), speaks(rule('bakery'))]).toEqual([true, false]);
});

test.each([
  ['lists end above', '- {level: None, verbs: [get, list, watch]}\n- {level: RequestResponse}\n', false],
  ['lists of one user end above', '- {level: None, verbs: [list], users: [jane]}\n- {level: RequestResponse}\n', true],
  ['group "*" is everything too', '- {level: RequestResponse, resources: [{group: "*"}]}\n- level: None\n', true],
  ['everyone is authenticated', '- {level: RequestResponse, userGroups: ["system:authenticated"]}\n', true],
  ['one user is not very many', '- {level: RequestResponse, users: [jane]}\n- level: None\n', false],
])('answers to every list: %s', (_name, rules, expected) => {
  const { diagnostics } = lintPolicy(`${head}- {level: Metadata, ${secret}}\n${rules}`);
  expect(diagnostics.some(({ id }) => id === 'broad-bodies')).toBe(expected);
});

test.each([
  [
    'leases of nodes',
    '- {level: Request, namespaces: [kube-node-lease], resources: [{group: coordination.k8s.io}]}\n',
    true,
  ],
  ['events of a controller', '- {level: Request, users: ["system:kube-scheduler"]}\n', true],
  ['requests of a person', '- {level: RequestResponse, users: [mia]}\n', false],
])('bodies that come every few seconds: %s', (_name, rules, expected) => {
  const { diagnostics } = lintPolicy(`${head}${rules}- level: Metadata\n`);
  expect(diagnostics.some(({ id }) => id === 'broad-bodies')).toBe(expected);
});
