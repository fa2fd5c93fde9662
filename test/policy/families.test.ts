// The families of Kubernetes' own evaluator tests, mirrored as named cases, and the compiled evaluator against the plain one.
import { describe, expect, test } from 'vitest';
import { decide, loadPolicy, type Policy, type PolicyRequest } from '../../src/index.ts';
import { firstMismatch } from '../../src/policy/decide/match.ts';
import type { PolicyRule } from '../../src/policy/model/policy.ts';
import { request } from '../../src/policy/model/request.ts';
import { policyValue, requestValue } from '../../scripts/oracle/generate-policies.mjs';
import { generated } from '../kit/generated.ts';

// Source of the families: k8s.io/apiserver pkg/audit/policy/checker_test.go.
const tim = { user: 'tim@k8s.io', groups: ['humans', 'developers'] };
const requests = {
  namespaced: request({ ...tim, verb: 'get', namespace: 'default', resource: 'pods', name: 'busybox' }),
  cluster: request({ ...tim, verb: 'get', group: 'rbac.authorization.k8s.io', resource: 'clusterroles', name: 'edit' }),
  nonResource: request({ ...tim, verb: 'get', path: '/logs/kubelet.log' }),
  subresource: request({
    ...tim,
    verb: 'get',
    namespace: 'default',
    resource: 'pods',
    subresource: 'log',
    name: 'busybox',
  }),
  unauthorized: request({ verb: 'get', namespace: 'default', resource: 'pods', name: 'busybox' }),
  clusterRoleUpdate: request({
    ...tim,
    verb: 'update',
    group: 'rbac.authorization.k8s.io',
    resource: 'clusterroles',
    name: 'edit',
  }),
} satisfies Record<string, PolicyRequest>;

const rbac = 'rbac.authorization.k8s.io';
const rules: Record<string, Partial<PolicyRule>> = {
  default: { level: 'Metadata' },
  create: { level: 'Request', verbs: ['create'] },
  tims: { level: 'Metadata', users: ['tim@k8s.io'] },
  humans: { level: 'Metadata', userGroups: ['humans'] },
  serviceAccounts: { level: 'RequestResponse', userGroups: ['system:serviceaccounts'] },
  getPods: { level: 'RequestResponse', verbs: ['get'], resources: [entry('', ['pods'])] },
  getPodLogs: { level: 'Request', verbs: ['get'], resources: [entry('', ['pods/log'])] },
  getPodWildcard: { level: 'Request', verbs: ['get'], resources: [entry('', ['*'])] },
  getPodResourceWildcard: { level: 'Request', verbs: ['get'], resources: [entry('', ['*/log'])] },
  getPodSubresourceWildcard: { level: 'Request', verbs: ['get'], resources: [entry('', ['pods/*'])] },
  getClusterRoles: {
    level: 'RequestResponse',
    verbs: ['get'],
    resources: [entry(rbac, ['clusterroles'])],
    namespaces: [''],
  },
  anyGroupStatus: { level: 'Request', verbs: ['get'], resources: [entry('*', ['*/status'])] },
  anyGroup: { level: 'Request', verbs: ['get'], resources: [entry('*', [])] },
  getLogs: { level: 'Request', verbs: ['get'], nonResourceURLs: ['/logs*'] },
  getMetrics: { level: 'Request', verbs: ['get'], nonResourceURLs: ['/metrics'] },
  clusterRoleEdit: { level: 'Request', resources: [entry(rbac, ['clusterroles'], ['edit'])] },
  omitReceived: { level: 'Request', omitStages: ['RequestReceived'] },
  onlyPanic: { level: 'Request', omitStages: ['RequestReceived', 'ResponseStarted', 'ResponseComplete'] },
};

function entry(group: string, resources: readonly string[], resourceNames: readonly string[] = []) {
  return { group, resources, resourceNames };
}

function policy(names: readonly string[], more: Partial<Policy> = {}): Policy {
  const value = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...more, rules: names.map((name) => rules[name]) };
  const loaded = loadPolicy(JSON.stringify(value)).policy;
  if (loaded === undefined) throw new Error('refused');
  return loaded;
}

const none = null;
const families: Record<string, readonly [keyof typeof requests, readonly string[], number | null][]> = {
  'level by rule and request': [
    ['namespaced', ['default'], 0],
    ['namespaced', ['create'], none],
    ['namespaced', ['tims', 'default'], 0],
    ['namespaced', ['humans', 'default'], 0],
    ['namespaced', ['serviceAccounts', 'default'], 1],
    ['namespaced', ['getPods'], 0],
    ['namespaced', ['getPods', 'tims'], 0],
    ['namespaced', ['getClusterRoles'], none],
    ['namespaced', ['getLogs'], none],
    ['namespaced', ['getMetrics', 'serviceAccounts', 'default'], 2],
    ['cluster', ['default'], 0],
    ['cluster', ['getPods'], none],
    ['cluster', ['getClusterRoles'], 0],
    ['cluster', ['clusterRoleEdit', 'getClusterRoles'], 0],
    ['cluster', ['getLogs', 'tims'], 1],
    ['nonResource', ['default'], 0],
    ['nonResource', ['getPods'], none],
    ['nonResource', ['getLogs'], 0],
    ['nonResource', ['getMetrics'], none],
    ['nonResource', ['getMetrics', 'getLogs', 'default'], 1],
    ['clusterRoleUpdate', ['getClusterRoles'], none],
    ['clusterRoleUpdate', ['clusterRoleEdit'], 0],
  ],
  subresources: [
    ['subresource', ['getPods'], none],
    ['subresource', ['getPodLogs'], 0],
    ['subresource', ['getPodLogs', 'getPods'], 0],
    ['subresource', ['getPodWildcard'], 0],
    ['subresource', ['getPodResourceWildcard'], 0],
    ['subresource', ['getPodSubresourceWildcard'], 0],
    ['namespaced', ['getPodSubresourceWildcard'], 0],
    ['namespaced', ['getPodResourceWildcard'], none],
  ],
  'no user': [
    ['unauthorized', ['tims'], none],
    ['unauthorized', ['humans'], none],
    ['unauthorized', ['tims', 'default'], 1],
    ['unauthorized', ['humans', 'getPods'], 1],
  ],
  'any group': [
    ['namespaced', ['anyGroup'], 0],
    ['cluster', ['anyGroup'], 0],
    ['nonResource', ['anyGroup'], none],
    ['subresource', ['anyGroupStatus'], none],
  ],
};

describe.each(Object.entries(families))('%s', (_family, cases) => {
  test.each(cases)('%s under %j', (name, names, rule) => {
    expect(decide(policy(names), requests[name]).rule).toBe(rule);
    const withStages = decide(policy(names, { omitStages: ['RequestReceived', 'ResponseStarted'] }), requests[name]);
    expect(withStages).toMatchObject({ rule, omitStages: ['RequestReceived', 'ResponseStarted'] });
  });
});

describe('stages', () => {
  test.each([
    [['omitReceived'], [], ['RequestReceived']],
    [['onlyPanic'], [], ['RequestReceived', 'ResponseComplete', 'ResponseStarted']],
    [['omitReceived'], ['Panic'], ['Panic', 'RequestReceived']],
    [['omitReceived'], ['RequestReceived'], ['RequestReceived']],
    [['default'], ['Panic', 'Panic'], ['Panic']],
    [['create'], ['Panic', 'Panic'], ['Panic']],
    [['default'], [], []],
  ] as const)('rule %j and policy %j', (names, omitStages, expected) => {
    for (const name of ['namespaced', 'cluster', 'nonResource'] as const) {
      expect(decide(policy(names, { omitStages }), requests[name]).omitStages).toEqual(expected);
    }
  });
});

describe('omitManagedFields', () => {
  test.each([
    [false, null, false],
    [true, null, true],
    [true, false, false],
    [false, true, true],
  ])('policy %s, rule %s', (ofPolicy, ofRule, expected) => {
    rules['managed'] = { level: 'Request', omitManagedFields: ofRule };
    expect(decide(policy(['managed'], { omitManagedFields: ofPolicy }), requests.namespaced).omitManagedFields).toBe(
      expected,
    );
    expect(decide(policy(['create'], { omitManagedFields: ofPolicy }), requests.namespaced).omitManagedFields).toBe(
      ofPolicy,
    );
  });
});

test('the compiled evaluator says what the plain one says', () => {
  const { random, rounds } = generated(11, 400);
  for (let round = 0; round < rounds; round += 1) {
    const loaded = loadPolicy(JSON.stringify(policyValue(random))).policy;
    if (loaded === undefined) continue;
    for (let count = 0; count < 20; count += 1) {
      const asked = requestValue(random);
      const plain = loaded.rules.findIndex((rule) => firstMismatch(rule, asked) === null);
      expect(decide(loaded, asked).rule).toBe(plain < 0 ? null : plain);
    }
  }
});
