// Differences of policies by meaning, and a check of "equivalent" against requests chosen at random.
import { expect, test } from 'vitest';
import { decide, diffPolicies, loadPolicy, type Policy } from '../../src/index.ts';
import { policyValue, requestValue } from '../../scripts/oracle/generate-policies.mjs';
import { seeded } from '../../scripts/oracle/random.mjs';

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
])('%s %#', (direction, older, newer, witness) => {
  const { equivalent, differences } = diffPolicies(policy(older), policy(newer));
  expect(equivalent).toBe(false);
  expect(differences.map((difference) => difference.direction)).toContain(direction);
  expect(differences.find((difference) => difference.direction === direction)?.witness).toMatchObject(witness);
});

test('generated policies: every witness differs, and "equivalent" holds for requests at random', () => {
  const random = seeded(4);
  let equal = 0;
  for (let round = 0; round < 150; round += 1) {
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
      const request = requestValue(random);
      expect(decide(shuffled, request).level).toBe(decide(older, request).level);
    }
  }
  expect(equal).toBeGreaterThan(20);
});
