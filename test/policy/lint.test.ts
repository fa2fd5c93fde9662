// Every lint rule: a policy that it reports, with the place, and one that it does not.
import { describe, expect, test } from 'vitest';
import { policyValue, writePolicy } from '../../scripts/oracle/generate-policies.mjs';
import { generated } from '../kit/generated.ts';
import { resourcePath } from '../../src/policy/lint/rules/resource-path.ts';
import { isResourceRequest } from '../../src/policy/model/request.ts';
import { kinds } from '../../src/policy/request/kinds.ts';
import { rulesFor, type Subject } from '../../src/policy/lint/rule.ts';
import { lintRules } from '../../src/policy/lint/table.ts';
import { loadWithPlaces } from '../../src/policy/load/load.ts';
import { decide, fixPolicy, lintPolicy, loadPolicy, requestFromUrl } from '../../src/index.ts';
import { atomsOf } from '../../src/policy/diff/atoms.ts';
import { kindsOf } from '../../src/policy/diff/kinds.ts';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';
const rest = '- level: Metadata\n';
const resources = (list: string, more = '') => `- level: Metadata\n${more}  resources: [${list}]\n`;

/** [rule, policy, line of each remark] */
const reported: readonly [string, string, readonly number[]][] = [
  ['unreachable-rule', `${head}- level: Metadata\n- level: None\n  users: [a]\n`, [5]],
  [
    'unreachable-rule',
    `${head}- level: None\n  verbs: [get]\n- level: None\n  verbs: [list]\n- level: Request\n  verbs: [list, get]\n${rest}`,
    [8],
  ],
  [
    'unreachable-rule',
    `${head}${resources('{resources: ["pods/*"]}')}${resources('{resources: [pods, pods/log]}')}${rest}`,
    [6],
  ],
  [
    'unreachable-rule',
    `${head}- level: None\n  nonResourceURLs: [/a*]\n- level: None\n  nonResourceURLs: [/ab, /a/*]\n${rest}`,
    [6],
  ],
  ['literal-wildcard', `${head}- level: None\n  verbs: ["*"]\n  users: ["system:*"]\n${rest}`, [5, 6]],
  ['literal-wildcard', `${head}- level: None\n  users: ["\\x2a"]\n  verbs: [!!binary Kg==]\n${rest}`, [5, 6]],
  ['double-wildcard', `${head}${resources('{resources: ["*/*"]}')}${rest}`, [5]],
  ['core-group', `${head}${resources('{group: core, resources: [pods]}')}${rest}`, [5]],
  ['group-wildcard', `${head}${resources('{group: "*"}')}${rest}`, [5]],
  [
    'name-unknown',
    `${head}${resources('{resources: [pods], resourceNames: [a]}', '  verbs: [get, create]\n')}${rest}`,
    [6],
  ],
  ['session-verbs', `${head}${resources('{resources: [pods/exec]}', '  verbs: [create]\n')}${rest}`, [5]],
  ['sensitive-bodies', `${head}- level: Request\n`, [4]],
  ['sensitive-bodies', `${head}- level: RequestResponse\n  verbs: [get]\n${rest}`, [4]],
  ['hidden-logins', `${head}- level: Metadata\n  omitStages: [ResponseStarted]\n`, [5]],
  ['hidden-logins', `apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [ResponseStarted]\nrules:\n${rest}`, [3]],
  ['hidden-logins', `${head}- level: Metadata\n  namespaces: [bakery]\n  omitStages: [ResponseStarted]\n${rest}`, [6]],
  ['no-stages', `${head}- level: Metadata\n  omitStages: [RequestReceived, ResponseStarted, ResponseComplete]\n`, [5]],
  ['second-document', `${head}${rest}---\nrules: []\n`, [5]],
  ['no-catch-all', `${head}- level: None\n  users: [a]\n`, [4]],
  ['broad-bodies', `${head}- level: RequestResponse\n`, [4]],
  ['broad-bodies', `${head}${resources('{group: coordination.k8s.io}').replace('Metadata', 'Request')}${rest}`, [4]],
  [
    'namespace-objects',
    `${head}- level: None\n  namespaces: [""]\n  resources: [{resources: [namespaces]}]\n${rest}`,
    [5],
  ],
  ['missing-kind', `apiVersion: audit.k8s.io/v1\nrules:\n${rest}`, [1]],
  ['subresource-wildcard', `${head}${resources('{resources: ["pods/*"]}')}${rest}`, [5]],
  ['empty-name', `${head}- level: None\n  users: [""]\n${rest}`, [5]],
  ['unknown-verb', `${head}- level: None\n  verbs: [GET, exec]\n${rest}`, [5, 5]],
  ['unknown-resource', `${head}${resources('{resources: [pods, deployments]}')}${rest}`, [5]],
  ['unknown-resource', `${head}${resources('{group: "*", resources: [Pods]}')}${rest}`, [5]],
  [
    'resource-path',
    `${head}- level: None\n  nonResourceURLs:\n  - /healthz\n  - /api/v1/pods*\n  - /readyz?verbose\n${rest}`,
    [7, 8],
  ],
  ['gone-group', `${head}${resources('{group: extensions}')}${rest}`, [5]],
  [
    'user-or-group',
    `${head}- level: None\n  users: ["system:nodes"]\n  userGroups: ["system:kube-proxy"]\n${rest}`,
    [5, 6],
  ],
  ['list-in-string', `${head}- level: None\n  users: ["jane, mia"]\n  verbs: ["get "]\n${rest}`, [5, 6]],
  ['no-namespace', `${head}${resources('{resources: [nodes]}', '  namespaces: [bakery]\n')}${rest}`, [6]],
];

const silent: readonly [string, string][] = [
  [
    'unreachable-rule',
    `${head}- level: None\n  users: [a]\n  verbs: [get]\n- level: None\n  users: [a]\n- level: None\n  nonResourceURLs: ["*"]\n${rest}`,
  ],
  [
    'unreachable-rule',
    `${head}${resources('{resources: ["*/*"]}')}${resources('{resources: [pods/log]}')}${resources('{resources: [pods], resourceNames: [a]}')}${resources('{resources: [pods]}')}${rest}`,
  ],
  [
    'unreachable-rule',
    `${head}- level: None\n  namespaces: [a]\n- level: None\n  resources: [{}]\n- level: None\n  nonResourceURLs: [/a/*]\n- level: None\n  nonResourceURLs: [/a]\n${rest}`,
  ],
  ['double-wildcard', `${head}${resources('{resources: ["*", "*/log"]}')}${rest}`],
  ['name-unknown', `${head}${resources('{resources: [pods/exec], resourceNames: [a]}', '  verbs: [create]\n')}${rest}`],
  [
    'session-verbs',
    `${head}${resources('{resources: [pods/exec]}', '  verbs: [create, get]\n')}${resources('{resources: ["pods/*"]}', '  verbs: [get]\n')}${rest}`,
  ],
  [
    'sensitive-bodies',
    `${head}${resources('{resources: [secrets, configmaps, serviceaccounts/token]}, {group: authentication.k8s.io}')}- level: RequestResponse\n`,
  ],
  ['sensitive-bodies', `${head}- level: Request\n  verbs: [get, list, watch]\n${rest}`],
  ['hidden-logins', `${head}- level: Metadata\n  users: [a]\n  omitStages: [ResponseStarted]\n${rest}`],
  [
    'hidden-logins',
    `${head}- level: None\n  verbs: [get]\n- level: Metadata\n  verbs: [get]\n  omitStages: [ResponseStarted]\n${rest}`,
  ],
  ['no-catch-all', `${head}${resources('{group: "*"}')}- level: None\n  nonResourceURLs: ["*"]\n`],
  ['second-document', `---\n${head}${rest}...\n`],
  ['second-document', `# text\n---\n${head}${rest}---\n# nothing\n`],
  [
    'namespace-objects',
    `${head}- level: None\n  namespaces: [""]\n  resources: [{resources: [nodes, namespaces/status]}]\n${rest}`,
  ],
  ['unknown-verb', `${head}- level: None\n  verbs: [get, post, deletecollection]\n${rest}`],
  [
    'unknown-resource',
    `${head}${resources('{resources: ["pods/*", "*/log", "*"]}, {group: bakery.io, resources: [Oven, pods/logs]}, {group: policy, resources: [podsecuritypolicies]}')}${rest}`,
  ],
  [
    'resource-path',
    `${head}- level: None\n  nonResourceURLs: ["*", /api, "/api*", /api/v1, "/api/v1/*", /apis/apps, /apis/apps/v1, "/apis/apps/v1/*", /apiserver/x/y]\n${rest}`,
  ],
  [
    'user-or-group',
    `${head}- level: None\n  users: ["system:kube-proxy", "system:node:worker", "system:serviceaccount:bakery:oven", "x:nodes"]\n  userGroups: ["system:nodes", "system:serviceaccounts:bakery"]\n${rest}`,
  ],
  ['list-in-string', `${head}- level: None\n  users: ["Jane Doe"]\n  userGroups: ["cn=bakers,ou=people"]\n${rest}`],
  [
    'no-namespace',
    `${head}${resources('{resources: [namespaces]}, {resources: [nodes, pods]}, {group: bakery.io, resources: [ovens]}', '  namespaces: [bakery]\n')}${resources('{resources: [nodes]}', '  namespaces: ["", bakery]\n')}${rest}`,
  ],
];

function subjectOf(rules: string): Subject {
  const { policy, tree, text } = loadWithPlaces(head + rules);
  if (policy === undefined || tree === undefined) throw new Error('the policy of the test is refused');
  return { policy, tree, text, unread: null, oldest: 36 };
}

const linesOf = (id: string, text: string) =>
  lintPolicy(text)
    .diagnostics.filter((diagnostic) => diagnostic.id === id)
    .map(({ line }) => line);

test.each(reported)('%s reports %#', (id, text, lines) => expect(linesOf(id, text)).toEqual(lines));
test.each(silent)('%s is silent %#', (id, text) => expect(linesOf(id, text)).toEqual([]));

test('every rule is tried, and the table is sorted', () => {
  const ids = lintRules.map(({ id }) => id);
  expect(ids.filter((id) => !reported.some(([tried]) => tried === id))).toEqual([]);
  expect(ids).toEqual(ids.toSorted());
});

test('a rule finds nothing where none of its clues appears', () => {
  const { random, rounds } = generated(5, 3000);
  let spared = 0;
  for (let round = 0; round < rounds; round += 1) {
    const text = writePolicy(policyValue(random), random);
    const { policy, draft = policy, tree, unread = null } = loadWithPlaces(text);
    if (draft === undefined || tree === undefined) continue;
    const asked = { versions: 1, starts: true };
    for (const rule of lintRules.filter((rule) => !rulesFor(lintRules, text, asked).includes(rule))) {
      spared += 1;
      expect(rule.check({ policy: draft, text, tree, unread, oldest: 36 }), `${rule.id}: ${text}`).toEqual([]);
    }
  }
  expect(spared).toBeGreaterThan(rounds / 3);
});

test('no kind of request reaches what is called unreachable', () => {
  const { random, rounds } = generated(8, 1000);
  let flagged = 0;
  for (let round = 0; round < rounds; round += 1) {
    const text = JSON.stringify(policyValue(random));
    const { policy } = loadPolicy(text);
    if (policy === undefined) continue;
    const said = lintPolicy(text)
      .diagnostics.filter(({ id }) => id === 'unreachable-rule')
      .map(({ path }) => Number(/\d+/.exec(path ?? '')?.[0]));
    if (said.length === 0) continue;
    const reached = new Set<number | null>();
    for (const { example } of kindsOf(atomsOf([policy]))) reached.add(decide(policy, example).rule);
    expect(
      said.filter((index) => reached.has(index)),
      text,
    ).toEqual([]);
    flagged += said.length;
  }
  expect(flagged).toBeGreaterThan(rounds / 2);
});

describe('a policy that the server refuses', () => {
  const ids = (text: string, kubernetesVersions: readonly string[] = []) =>
    lintPolicy(text, { kubernetesVersions }).diagnostics.map(({ id }) => id);

  test('is examined anyway', () => {
    expect(ids(`${head}- level: Metdata\n  users: ["*"]\n${rest}- level: None\n`)).toEqual([
      'level',
      'literal-wildcard',
      'unreachable-rule',
    ]);
    expect(ids(`kind: Policy\nrules:\n- level: Metadata\n  users: ["*"]\n${rest}`)).toEqual([
      'api-version',
      'literal-wildcard',
    ]);
  });

  test('is not where a value has the wrong type, or the file is not a policy', () => {
    expect(ids(`${head}- level: None\n  users: ["*", 1]\n`)).toEqual(['type']);
    expect(ids('apiVersion: v1\nkind: Pod\nrules:\n- level: None\n')).toEqual(['api-version', 'kind']);
    expect(ids(head)).toEqual(['no-rules']);
  });

  test('reports group "*" only once', () => {
    const text = `${head}${resources('{group: "*"}')}${rest}`;
    expect([ids(text, ['1.35']), ids(text, ['1.36'])]).toEqual([['group'], ['group-wildcard']]);
  });
});

describe('what to write instead', () => {
  const help = (id: string, rule: string): readonly (string | undefined)[] =>
    lintPolicy(`${head}- {level: None, ${rule}}\n${rest}`)
      .diagnostics.filter((diagnostic) => diagnostic.id === id)
      .map((diagnostic) => diagnostic.help);

  test.each([
    ['lsit', 'did you mean list?'],
    ['pacth', 'did you mean patch?'],
    ['gte', 'did you mean get?'],
    ['read', 'write get, list, watch'],
    ['exec', 'write get and create, with resources: [pods/exec]'],
    [
      'constructor',
      'write some of get, list, watch, create, update, patch, delete, deletecollection, proxy, head, post, put, options, connect, trace',
    ],
  ])('the verb %s', (verb, expected) => {
    expect(help('unknown-verb', `verbs: [${verb}]`)).toEqual([expected]);
  });

  test('the verb of a path', () => {
    expect(help('unknown-verb', 'verbs: [list, create], nonResourceURLs: [/metrics]')).toEqual([
      'write get',
      'write post',
    ]);
  });

  test.each([
    ['', 'deployments', 'write an entry with group: apps for deployments'],
    ['', 'Deployment', 'write an entry with group: apps for deployments'],
    ['', 'pod', 'write pods'],
    ['', 'po', 'write pods'],
    ['', 'Services', 'write services'],
    ['', 'pods/logs', 'did you mean pods/log?'],
    ['', 'log', 'write pods/log'],
    ['', '"*/logs"', 'did you mean "*/log"?'],
    ['', 'podz', 'did you mean pods?'],
    ['apps', 'events', 'write an entry with group: "" or events.k8s.io for events'],
    ['apps', 'deployments/exec', 'it has scale, status, rollback'],
    ['authentication.k8s.io', 'tokenrequests', 'write serviceaccounts/token with group: ""'],
    ['batch', 'ovens', 'it has cronjobs, jobs, scheduledjobs'],
  ])('in group "%s" the resource %s', (group, resource, expected) => {
    expect(help('unknown-resource', `resources: [{group: "${group}", resources: [${resource}]}]`)).toEqual([expected]);
  });

  test('the address of a resource', () => {
    const url = '/apis/apps/v1/namespaces/bakery/deployments/oven/scale';
    expect(help('resource-path', `nonResourceURLs: [${url}]`)).toEqual([
      'use resources: [{group: apps, resources: [deployments/scale]}] and namespaces: [bakery]',
    ]);
  });

  test.each([
    ['users', 'system:serviceaccounts:bakery:oven', 'write "system:serviceaccount:bakery:oven"'],
    ['users', 'sa:bakery:oven', 'write "system:serviceaccount:bakery:oven"'],
    ['users', 'system:node', 'write userGroups: ["system:nodes"] for every node'],
    ['userGroups', 'system:serviceaccount:bakery', 'write "system:serviceaccounts:bakery"'],
    ['userGroups', 'system:serviceaccounts:bakery:oven', 'write users: ["system:serviceaccount:bakery:oven"]'],
    ['userGroups', 'system:node:worker', 'write users: ["system:node:worker"]'],
  ])('in %s the name %s', (field, name, expected) => {
    expect(help('user-or-group', `${field}: ["${name}"], verbs: [get]`)).toEqual([expected]);
  });

  test('a list in one string', () => {
    expect(help('list-in-string', 'verbs: ["get, list"], namespaces: ["a b"]')).toEqual([
      'write [get, list]',
      'write [a, b]',
    ]);
    expect(help('unknown-verb', 'verbs: ["get, list"]')).toEqual([]);
  });
});

test('every resource of Kubernetes is known in its own group, and in no other', () => {
  const groups = [...new Set(kinds.map(({ group }) => group))];
  for (const { group, resource, subresources } of kinds) {
    const remarks = (place: string, names: readonly string[]): number =>
      lintPolicy(
        `${head}- {level: None, resources: [{group: "${place}", resources: [${names.join(', ')}]}]}\n`,
      ).diagnostics.filter(({ id }) => id === 'unknown-resource').length;
    expect(remarks(group, [resource, ...subresources.map((part) => `${resource}/${part}`)])).toBe(0);
    const elsewhere = groups.find((other) => !kinds.some((row) => row.group === other && row.resource === resource));
    expect(remarks(elsewhere ?? '', [resource]), resource).toBe(1);
  }
});

test('a path that is said to match nothing is the beginning of addresses of resources only', () => {
  const { random, rounds } = generated(9, 2000);
  let said = 0;
  for (let round = 0; round < rounds; round += 1) {
    const parts = ['api', 'apis', 'v1', 'apps', 'pods', 'namespaces', 'a', 'watch', '', 'healthz'];
    const path = `/${random.some(parts, 1, 6).join('/')}`;
    const isPattern = random.chance(0.5);
    const isSaid =
      resourcePath.check(subjectOf(`- {level: None, nonResourceURLs: ["${path}${isPattern ? '*' : ''}"]}\n`)).length >
      0;
    const paths = isPattern ? [path, `${path}x`, `${path}/x`, `${path}/x/y/z`] : [path];
    const matched = paths.map((each) => requestFromUrl('GET', each));
    const isPlain = matched.some((found) => found !== null && !isResourceRequest(found));
    expect(isSaid, path).toBe(!isPlain);
    if (isSaid) said += 1;
  }
  expect(said).toBeGreaterThan(rounds / 20);
});

describe('several versions', () => {
  const text = `${head}${resources('{group: "*"}')}${rest}`;
  test('the worst verdict, each verdict, and who refuses', () => {
    const { server, versions, diagnostics } = lintPolicy(text, { kubernetesVersions: ['1.34', '1.35', '1.36'] });
    expect(server).toBe('refuses');
    expect(versions).toEqual({ '1.34': 'refuses', '1.35': 'refuses', '1.36': 'accepts' });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toContain('(Kubernetes 1.34–1.35)');
  });

  test('a group is gone where the oldest of them no longer has it', () => {
    const extensions = `${head}${resources('{group: extensions}')}${rest}`;
    const said = (versions: readonly string[]): boolean =>
      lintPolicy(extensions, { kubernetesVersions: versions }).diagnostics.some(({ id }) => id === 'gone-group');
    expect([said([]), said(['1.22']), said(['1.21', '1.36'])]).toEqual([true, true, false]);
  });
});

describe('fixes', () => {
  test.each([
    ['a level', '- level: metadata # all\n', '- level: Metadata # all\n'],
    ['a field and the level after it', '- verb: [get]\n  level: "Metdata"\n', '- verbs: [get]\n  level: "Metadata"\n'],
    [
      'texts that YAML reads as something else',
      '- level: None\n  users: [y, 0777]\n',
      '- level: None\n  users: ["y", "0777"]\n',
    ],
    [
      'a group with a version',
      '- level: None\n  resources: [{group: apps/v1}]\n',
      '- level: None\n  resources: [{group: apps}]\n',
    ],
    ['the core group', '- level: None\n  resources: [{group: core}]\n', '- level: None\n  resources: [{group: ""}]\n'],
    ['a verb in capitals', '- level: None\n  verbs: [GET]\n', '- level: None\n  verbs: [get]\n'],
    [
      'what is in quotes',
      `- {"level": 'metadata', "Users": [a], 'verb': ["GET"]}\n`,
      '- {"level": "Metadata", "users": [a], "verbs": ["get"]}\n',
    ],
  ])('%s', (_name, before, after) => {
    expect(fixPolicy(head + before).text).toBe(head + after);
  });

  test.each(['- level: !!str Metdata\n', '- level: |-\n    Metdata\n', '- level: "Met\n    data"\n'])(
    'what is written in an intricate way is left to the person: %j',
    (rules) => {
      expect(lintPolicy(head + rules).diagnostics.map(({ id, fix }) => [id, fix])).toEqual([['level', undefined]]);
      expect(fixPolicy(head + rules)).toEqual({ text: head + rules, count: 0 });
    },
  );

  test('what is missing at the top', () => {
    expect(fixPolicy('# mine\napiVersion: audit.k8s.io/v1\nrules:\n- level: None\n').text).toBe(
      '# mine\napiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n',
    );
  });

  test('a good policy is left as it is', () => {
    expect(fixPolicy(`${head}${rest}`)).toEqual({ text: `${head}${rest}`, count: 0 });
  });
});
