// Every lint rule: a policy that it reports, with the place, and one that it does not.
import { describe, expect, test } from 'vitest';
import { policyValue, writePolicy } from '../../scripts/oracle/generate-policies.mjs';
import { generated } from '../kit/generated.ts';
import { rulesFor } from '../../src/policy/lint/rule.ts';
import { lintRules } from '../../src/policy/lint/table.ts';
import { loadWithPlaces } from '../../src/policy/load/load.ts';
import { decide, fixPolicy, lintPolicy, loadPolicy } from '../../src/index.ts';
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
];

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
      expect(rule.check({ policy: draft, text, tree, unread }), `${rule.id}: ${text}`).toEqual([]);
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

describe('several versions', () => {
  const text = `${head}${resources('{group: "*"}')}${rest}`;
  test('the worst verdict, each verdict, and who refuses', () => {
    const { server, versions, diagnostics } = lintPolicy(text, { kubernetesVersions: ['1.34', '1.35', '1.36'] });
    expect(server).toBe('refuses');
    expect(versions).toEqual({ '1.34': 'refuses', '1.35': 'refuses', '1.36': 'accepts' });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toContain('(Kubernetes 1.34–1.35)');
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
