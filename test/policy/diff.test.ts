// Differences of policies by meaning, and a check of "equivalent" against requests chosen at random.
import { expect, test } from 'vitest';
import { decide, diffPolicies, loadPolicy, type Policy } from '../../src/index.ts';
import { policyValue, requestValue } from '../../scripts/oracle/generate-policies.mjs';
import { compare } from '../../src/policy/diff/diff.ts';
import { atomsOf } from '../../src/policy/diff/atoms.ts';
import { countOf } from '../../src/policy/diff/kinds.ts';
import { request } from '../../src/policy/model/request.ts';
import { Problem } from '../../src/core/problem.ts';
import { runCli } from '../kit/run-cli.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';
import { generated } from '../kit/generated.ts';

function policy(rules: string, more = ''): Policy {
  const loaded = loadPolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\n${more}rules:\n${rules}`).policy;
  if (loaded === undefined) throw new Error('the policy of the test is refused');
  return loaded;
}

test.each([
  ['the same', '- level: None', '- level: None'],
  ['verbs in another order', '- level: None\n  verbs: [get, list]', '- level: None\n  verbs: [list, get]'],
  [
    'one rule as two',
    '- level: None\n  verbs: [get, list]',
    '- level: None\n  verbs: [get]\n- level: None\n  verbs: [list]',
  ],
  [
    'None written out',
    '- level: None\n  users: [a]\n- level: Metadata\n  users: [b]',
    '- level: Metadata\n  users: [b]\n- level: None',
  ],
  ['a rule that is never reached', '- level: Metadata', '- level: Metadata\n- level: Request\n  users: [a]'],
  ['stages of what is not logged', '- level: None\n  omitStages: [Panic]', '- level: None'],
])('equivalent: %s', (_name, older, newer) => {
  expect(diffPolicies(policy(older), policy(newer))).toMatchObject({ equivalent: true, differences: [], gap: null });
});

test.each([
  ['more', '- level: None\n  verbs: [get]\n- level: Metadata', '- level: Metadata', { verb: 'get' }],
  ['less', '- level: Metadata', '- level: None\n  users: [a]\n- level: Metadata', { user: 'a' }],
  ['differently', '- level: Metadata', '- level: Metadata\n  omitStages: [RequestReceived]', {}],
  ['differently', '- level: Request', '- level: Request\n  omitManagedFields: true', {}],
  [
    'less',
    '- level: Metadata\n  resources: [{resources: ["pods/*"]}]',
    '- level: Metadata\n  resources: [{resources: ["*/log", "*/exec"]}]',
    { resource: 'pods' },
  ],
  [
    'more',
    '- level: None\n  userGroups: [a, b]\n- level: Metadata',
    '- level: None\n  userGroups: [a]\n- level: Metadata',
    { groups: ['b'] },
  ],
  [
    'less',
    '- level: Metadata',
    '- level: None\n  nonResourceURLs: [/healthz*]\n- level: Metadata',
    { path: '/healthz' },
  ],
  [
    'more',
    '- level: Metadata\n  nonResourceURLs: [/some*, /debug*]\n- level: Metadata\n  resources: [{group: "*"}]',
    '- level: Metadata',
    { path: '/a' },
  ],
  [
    'differently',
    '- level: Metadata\n  users: [a]',
    '- level: Metadata\n  users: [a]\n  omitStages: [ResponseStarted]',
    { verb: 'watch' },
  ],
  [
    'differently',
    '- level: Metadata\n  verbs: [get]\n  users: [a]\n  resources: [{resources: ["*"]}]',
    '- level: Metadata\n  verbs: [get]\n  users: [a]\n  resources: [{resources: ["*"]}]\n  omitStages: [ResponseStarted]',
    { subresource: 'attach' },
  ],
  [
    'differently',
    '- level: Metadata\n  verbs: [get]\n  users: [a]\n  nonResourceURLs: ["*"]',
    '- level: Metadata\n  verbs: [get]\n  users: [a]\n  nonResourceURLs: ["*"]\n  omitStages: [ResponseStarted]',
    { path: '/debug/pprof/' },
  ],
  [
    'more',
    '- level: Metadata\n  users: [someone]\n- level: None\n  userGroups: [g]\n- level: Request\n  users: [someone-else]',
    '- level: Metadata\n  users: [someone]\n- level: Request',
    { user: 'someone-else-else' },
  ],
])('%s %#', (direction, older, newer, witness) => {
  const { equivalent, differences } = diffPolicies(policy(older), policy(newer));
  expect(equivalent).toBe(false);
  expect(differences.map((difference) => difference.direction)).toContain(direction);
  expect(differences.find((difference) => difference.direction === direction)?.witness).toMatchObject(witness);
});

/** The result of comparing every single kind. */
function oneByOne(older: Policy, newer: Policy): unknown {
  const { users, groups, verbs, kinds, namespaces, paths } = atomsOf([older, newer]);
  const callers = users.flatMap((user) => groups.map((set) => ({ user: user as string | null, groups: set })));
  const targets = kinds.flatMap((kind) => namespaces.map((namespace) => ({ ...kind, namespace })));
  const found = new Map<string, { witness: unknown; kinds: number }>();
  for (const target of [...targets, ...paths.map((path) => ({ path }))]) {
    for (const verb of verbs) {
      for (const caller of [...callers, { user: null, groups: [] }]) {
        const witness = request({ ...target, ...caller, verb });
        const [old, now] = [decide(older, witness), decide(newer, witness)];
        const direction = compare(old, now, witness);
        if (direction === null) continue;
        const key = [direction, old.rule, now.rule].join();
        const known = found.get(key) ?? { witness, kinds: 0 };
        found.set(key, { ...known, kinds: known.kinds + 1 });
      }
    }
  }
  return Object.fromEntries(found);
}

test('kinds that the same rules match are looked at together, with the same outcome', () => {
  const { random, rounds } = generated(6, 200);
  let differing = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [older, newer] = [policyValue(random), policyValue(random)].map(
      (value) => loadPolicy(JSON.stringify(value)).policy,
    );
    if (older === undefined || newer === undefined) continue;
    if (countOf(atomsOf([older, newer])) > 20_000) continue;
    const { differences, checked } = diffPolicies(older, newer);
    const together = differences.map(({ direction, old, new: now, witness, kinds }) => [
      [direction, old.rule, now.rule].join(),
      { witness, kinds },
    ]);
    expect(Object.fromEntries(together)).toEqual(oneByOne(older, newer));
    expect(checked).toBe(countOf(atomsOf([older, newer])));
    differing += differences.length;
  }
  expect(differing).toBeGreaterThan(rounds / 2);
});

test('a long comparison is interrupted, and reports its progress', async () => {
  const rules = Array.from(
    { length: 90 },
    (_, index) =>
      `- level: Metadata\n  users: [u${index}]\n  verbs: [v${index}]\n- level: None\n  namespaces: [n${index}]\n`,
  );
  const text = `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules.join('')}`;
  let now = 0;
  const world: FakeWorld = fakeWorld({
    files: { '/a.yaml': text, '/b.yaml': text },
    parts: {
      clock: {
        now: () => new Date(0),
        timeout: () => new AbortController().signal,
        monotonic: () => (now += 400),
        async sleep(_ms, signal) {
          if (now > 2000) world.stop.abort(new Problem('interrupted', 'interrupted'));
          signal?.throwIfAborted();
        },
      },
    },
  });
  expect((await runCli('policy diff /a.yaml /b.yaml', { world })).code).toBe(130);
  expect(world.events.length).toBeGreaterThan(0);
  for (const event of world.events)
    expect(event).toMatchObject({
      type: 'progress',
      text: expect.stringMatching(/^looked at \d+ % of \d+ kinds of request$/),
    });
});

test('too many kinds: what is not looked at is reported, and every target is looked at', () => {
  const rules = (level: string) =>
    Array.from(
      { length: 120 },
      (_, index) => `- level: Metadata\n  users: [u${index}]\n  userGroups: [g${index}]\n`,
    ).join('') + `- level: ${level}\n  nonResourceURLs: [/last]\n- level: Metadata\n`;
  const { differences, checked, gap } = diffPolicies(policy(rules('None')), policy(rules('Request')));
  expect(differences.map(({ direction, witness }) => [direction, witness.path])).toEqual([['more', '/last']]);
  expect(gap).toMatch(/^\d+ of \d+ kinds of request$/);
  expect(checked).toBeLessThan(Number(/of (\d+)/.exec(gap ?? '')?.[1]));
});

test('one difference among very many kinds', () => {
  const rules = Array.from(
    { length: 500 },
    (_, index) => `- level: None\n  users: [u${index}]\n  namespaces: [n${index}]\n  resources: [{group: g${index}}]\n`,
  );
  const other = rules.map((rule, index) => (index === 321 ? rule.replace('n321', 'n7') : rule));
  const { differences, gap, checked } = diffPolicies(policy(rules.join('')), policy(other.join('')));
  expect({ differences, gap }).toEqual({ differences: [], gap: null });
  expect(checked).toBeGreaterThan(100_000_000);
  const logged = `${rules.join('')}- level: Metadata\n`;
  const changed = `${other.join('')}- level: Metadata\n`;
  expect(
    diffPolicies(policy(logged), policy(changed)).differences.map(({ direction, witness: { user, namespace } }) => [
      direction,
      user,
      namespace,
    ]),
  ).toEqual([
    ['less', 'u321', 'n7'],
    ['more', 'u321', 'n321'],
  ]);
});

test('generated policies: every witness differs, and "equivalent" holds for requests at random', () => {
  const { random, rounds } = generated(4, 150);
  let equal = 0;
  for (let round = 0; round < rounds; round += 1) {
    const load = () => loadPolicy(JSON.stringify(policyValue(random))).policy;
    const older = load();
    if (older === undefined) continue;
    const shuffled: Policy = {
      ...older,
      rules: random.chance(0.5) ? older.rules.toReversed() : [...older.rules, ...older.rules.slice(0, 1)],
    };
    const { differences } = diffPolicies(older, shuffled);
    for (const { witness, old, new: now } of differences) {
      expect(decide(older, witness)).toEqual(old);
      expect(decide(shuffled, witness)).toEqual(now);
    }
    if (differences.length > 0) continue;
    equal += 1;
    for (let count = 0; count < 40; count += 1) {
      const asked = requestValue(random);
      expect(compare(decide(older, asked), decide(shuffled, asked), asked)).toBeNull();
    }
  }
  expect(equal).toBeGreaterThan(rounds / 8);
});
