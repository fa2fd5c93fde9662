// Levels that every policy must reach: for everybody who may send the request, as trying them all finds too.
import { expect, test } from 'vitest';
import { decide } from '../../src/policy/decide/decide.ts';
import { rankOf } from '../../src/policy/model/policy.ts';
import { checkMinimum, minimumProblem, type MinimumFinding } from '../../src/settings/check-minimum.ts';
import { generated } from '../kit/generated.ts';
import { policyOf, PROJECT, settingsOf } from './kit.ts';

const check = (
  rules: readonly string[],
  minimum: string | readonly string[],
  more?: string,
): readonly MinimumFinding[] => {
  const items = [minimum].flat().map((item) => `  - {${item}}\n`);
  const { enforced } = settingsOf(`enforce:\n  minimum:\n${items.join('')}`);
  return checkMinimum(policyOf(rules, more), enforced.minimum);
};

const deletion = 'request: kubectl delete secret db -n prod, level: Metadata';
const none = 'level: None';
const metadata = 'level: Metadata';

test('a finding names the rule, its line, the level, and what enforces it', () => {
  const [found, ...more] = check([metadata + ', verbs: [get]', none], ['request: /healthz, level: Request', deletion]);
  expect(more).toHaveLength(1);
  expect(found).toMatchObject({
    enforcedAt: { file: PROJECT, line: 3 },
    words: '/healthz',
    wanted: 'Request',
    level: 'Metadata',
    rule: 0,
    line: 4,
  });
  expect(more[0]?.text).toBe(
    `delete secrets db in prod by someone (system:authenticated): rule 2 (p.yaml:5) decides None; ${PROJECT}:4 enforces at least Metadata`,
  );
});

test('the problem says what decides, shows every finding, and where a rule has to go', () => {
  const findings = check([none], [deletion, 'request: /x, level: Request']);
  expect(minimumProblem('p.yaml', findings)).toMatchObject({
    code: 'enforced',
    exitCode: 1,
    message: `p.yaml logs "kubectl delete secret db -n prod" at level None, and ${PROJECT}:3 enforces Metadata (and 1 more request)`,
    details: findings.map(({ text }) => text).join('\n'),
    hint: `add a rule for it above line 4 of p.yaml, or change ${PROJECT}`,
  });
  const [first] = check(['level: Metadata, verbs: [get]'], deletion);
  expect(first?.text).toContain('no rule matches, so nothing is logged');
  expect(minimumProblem('p.yaml', first === undefined ? [] : [first])?.hint).toContain('to the end of p.yaml');
  expect(minimumProblem('preset gce', findings)?.hint).toContain('choose another policy');
  expect(minimumProblem('p.yaml', [])).toBe(null);
});

test.each<[string, readonly string[], string, string | null]>([
  ['a rule that is good enough', [metadata], deletion, null],
  ['a higher level', ['level: RequestResponse'], deletion, null],
  ['a lower level', [metadata], deletion.replace('Metadata', 'Request'), 'someone'],
  ['a user who is left out', [`${none}, users: [jane]`, metadata], deletion, 'jane'],
  ['a group that is left out', [`${none}, userGroups: [bakers]`, metadata], deletion, 'someone'],
  ['a user in a group', [`${none}, users: [jane], userGroups: [bakers]`, metadata], deletion, 'jane'],
  ['service accounts', [`${none}, userGroups: ["system:serviceaccounts"]`, metadata], deletion, 'serviceaccount'],
  ['nodes', [`${none}, userGroups: ["system:nodes"]`, metadata], deletion, 'system:node:some-node'],
  ['who is not logged in', [`${metadata}, userGroups: ["system:authenticated"]`], deletion, 'system:anonymous'],
  ['another verb', [`${none}, users: [jane], verbs: [get]`, metadata], deletion, null],
  ['another namespace', [`${none}, users: [jane], namespaces: [test]`, metadata], deletion, null],
  ['too late', [metadata, `${none}, users: [jane]`], deletion, null],
  ['named, and the user logged', [`${none}, users: [jane]`, metadata], `${deletion}, user: mia`, null],
  ['named, and the user left out', [`${none}, users: [jane]`, metadata], `${deletion}, user: jane`, 'jane'],
  ['in a named group', [`${none}, userGroups: [a]`, metadata], `${deletion}, user: mia, groups: [a]`, 'mia'],
  ['no stage', [`${metadata}, omitStages: [RequestReceived, ResponseComplete]`], deletion, 'someone'],
  ['one stage', [`${metadata}, omitStages: [RequestReceived, ResponseStarted]`], deletion, null],
  [
    'a group that only others are in',
    [`${metadata}, userGroups: ["system:authenticated"]`, `${metadata}, users: ["system:anonymous"]`, none],
    deletion,
    null,
  ],
  [
    'one of several requests',
    [`${none}, verbs: [watch]`, metadata],
    'request: get pods -w, level: Metadata',
    'someone',
  ],
])('%s', (_name, rules, minimum, sender) => {
  const [found] = check(rules, minimum);
  if (sender === null) expect(found?.text).toBe(undefined);
  else expect(found?.request.user).toContain(sender);
});

test('stages that the whole policy omits count', () => {
  const omitted = 'omitStages: [RequestReceived, ResponseComplete]\n';
  expect(check([metadata], deletion, omitted)[0]?.text).toContain('decides Metadata, but every stage is omitted');
  expect(check([metadata], 'request: kubectl exec p -- ls, level: Metadata', omitted)).toEqual([]);
});

test('a policy that names too many users is refused, not half checked', () => {
  const names = (word: string): string => Array.from({ length: 500 }, (_, at) => `${word}${at}`).join();
  const rule = `${none}, users: [${names('u')}], userGroups: [${names('g')}]`;
  expect(check([rule], deletion)).toHaveLength(1);
  const covered = `${metadata}, userGroups: ["system:authenticated", "system:unauthenticated"]`;
  expect(() => check([covered, rule], deletion)).toThrow('names too many users and groups to check');
});

test('it is what trying every user in every set of groups finds', () => {
  const { random, rounds } = generated(13, 400);
  const users = ['jane', 'mia', 'system:node:worker', 'system:serviceaccount:bakery:oven', 'system:anonymous'];
  const groups = ['bakers', 'millers', 'system:nodes', 'system:authenticated', 'system:serviceaccounts'];
  const subsets = groups
    .slice(0, 2)
    .reduce<string[][]>((sets, group) => sets.flatMap((set) => [set, [...set, group]]), [[]]);
  const impliedBy = (user: string): string[] => {
    if (user === 'system:anonymous') return ['system:unauthenticated'];
    if (user.startsWith('system:node:')) return ['system:nodes', 'system:authenticated'];
    if (!user.startsWith('system:serviceaccount:')) return ['system:authenticated'];
    return ['system:serviceaccounts', `system:serviceaccounts:${user.split(':')[2]}`, 'system:authenticated'];
  };
  const strangers = ['someone', 'system:node:other', 'system:serviceaccount:other:other'];
  let refused = 0;
  for (let round = 0; round < rounds; round += 1) {
    const list = (key: string, values: readonly string[]): string =>
      random.chance(0.5) ? `, ${key}: ${JSON.stringify(random.some(values, 1, 2))}` : '';
    const rules = Array.from({ length: 1 + random.below(6) }, () =>
      [
        `level: ${random.pick(['None', 'Metadata', 'Request', 'Request', 'RequestResponse'])}`,
        list('users', users),
        list('userGroups', groups),
        random.chance(0.2) ? ', verbs: [get]' : '',
        random.chance(0.1) ? ', omitStages: [RequestReceived, ResponseComplete]' : '',
      ].join(''),
    );
    const policy = policyOf(rules);
    const [item] = settingsOf(`enforce: {minimum: [{${deletion.replace('Metadata', 'Request')}}]}`).enforced.minimum;
    const [asked] = item?.requests ?? [];
    if (item === undefined || asked === undefined) throw new Error('nothing is asked');
    const isLow = [...users, ...strangers].some((user) =>
      (user === 'system:anonymous' ? [[]] : subsets).some((more) => {
        const { level, omitStages } = decide(policy.policy, { ...asked, user, groups: [...impliedBy(user), ...more] });
        return rankOf(level) < 2 || omitStages.length === 2;
      }),
    );
    const found = checkMinimum(policy, [item]);
    expect(found.length > 0, rules.join('\n')).toBe(isLow);
    refused += found.length;
  }
  expect(refused).toBeGreaterThan(rounds / 10);
  expect(refused).toBeLessThan(rounds * 0.95);
});
