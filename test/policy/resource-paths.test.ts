// Paths of resources in nonResourceURLs match no request: no example has such a path, and all commands agree about it.
import { expect, test } from 'vitest';
import { decide, diffPolicies, lintPolicy, loadPolicy, type Policy } from '../../src/index.ts';
import { compare } from '../../src/policy/diff/diff.ts';
import { request } from '../../src/policy/model/request.ts';
import { isResourcePath } from '../../src/policy/request/resource-path.ts';
import { starterSuite } from '../../src/policy/testing/starter.ts';
import { generated, type Generated } from '../kit/generated.ts';
import { runCli } from '../kit/run-cli.ts';

const beginnings = ['/', '/api', '/api/', '/api//', '/api/v1', '/api/v1/', '/api/v1//', '/api/v1/pods', '//api/v1/pods']
  .concat(['/apis', '/apis/', '/apis/apps/', '/apis/apps/v1', '/apis/apps/v1/', '/apis/apps/v1/deployments'])
  .concat(['/s', '/some-path', '/some-path-', '/a', '/a/', '/a~', '/a~some-path']);
const urls = [...beginnings, ...beginnings.map((beginning) => `${beginning}*`), '*'];
/** Every path that is tried: what a policy can name, and what stands below. */
const paths = beginnings
  .flatMap((path) => [path, `${path}/`, `${path}//`, `${path}x`, `${path}~x`, `${path}some-path-x`])
  .filter((path) => !isResourcePath(path));

function policyOf(rules: readonly object[]): Policy | undefined {
  return loadPolicy(JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules })).policy;
}

const ruleOf = (random: Generated['random']): object => ({
  level: random.pick(['None', 'Metadata', 'Request']),
  ...(random.chance(0.2) ? { verbs: ['get'] } : {}),
  ...(random.chance(0.9) ? { nonResourceURLs: random.some(urls, 1, 4) } : {}),
});

test('no witness of a difference has the path of a resource, and "equivalent" holds for every path', () => {
  const { random, rounds } = generated(81, 400);
  let [equal, different] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const rules = Array.from({ length: 1 + random.below(4) }, () => ruleOf(random));
    const older = policyOf(rules);
    const newer = policyOf(random.chance(0.5) ? rules.toReversed() : rules.slice(1));
    if (older === undefined || newer === undefined) continue;
    const { differences, equivalent } = diffPolicies(older, newer);
    for (const { witness } of differences)
      expect(witness.resource === '' && isResourcePath(witness.path), JSON.stringify(rules)).toBe(false);
    const shown = new Set(differences.map(({ direction, old, new: now }) => [direction, old.rule, now.rule].join()));
    for (const path of paths) {
      for (const verb of ['get', 'post']) {
        const asked = request({ user: 'jane', verb, path });
        const [old, now] = [decide(older, asked), decide(newer, asked)];
        const direction = compare(old, now, asked);
        if (direction === null) continue;
        expect(shown, `${path} ${JSON.stringify(rules)}`).toContain([direction, old.rule, now.rule].join());
      }
    }
    if (equivalent) equal += 1;
    else different += 1;
  }
  expect(equal).toBeGreaterThan(rounds / 20);
  expect(different).toBeGreaterThan(rounds / 4);
});

test('a rule is without effect for diff where lint says of each of its paths that it matches no request', () => {
  const { random, rounds } = generated(82, 300);
  let [without, some] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const chosen = random.chance(0.3) ? urls.filter(isResourcePath) : urls;
    const rule = { level: 'Request', nonResourceURLs: random.some(chosen, 1, 3) };
    const rest = [{ level: 'None', nonResourceURLs: random.some(urls, 0, 1) }, { level: 'Metadata' }];
    const policy = policyOf([rule, ...rest]);
    if (policy === undefined) continue;
    const said = lintPolicy(JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...policy })).diagnostics;
    const matchless = said.filter(({ id, path = '' }) => id === 'resource-path' && path.startsWith('rules[0]'));
    const isWithoutEffect = matchless.length === rule.nonResourceURLs.length;
    const { equivalent } = diffPolicies(policy, { ...policy, rules: policy.rules.slice(1) });
    expect(equivalent, JSON.stringify(rule)).toBe(isWithoutEffect);
    if (isWithoutEffect) without += 1;
    else some += 1;
  }
  expect(without).toBeGreaterThan(rounds / 20);
  expect(some).toBeGreaterThan(rounds / 4);
});

test('a starter names a path for each rule that some path reaches, and none of a resource', () => {
  const { random, rounds } = generated(83, 300);
  let reached = 0;
  for (let round = 0; round < rounds; round += 1) {
    const policy = policyOf(Array.from({ length: 1 + random.below(3) }, () => ruleOf(random)));
    if (policy === undefined) continue;
    const text = starterSuite('p.yaml', policy, []);
    for (const [, path = ''] of text.matchAll(/ path: "?([^"}]+)/g)) expect(isResourcePath(path), path).toBe(false);
    const asked = new Set(paths.map((path) => decide(policy, request({ user: 'jane', verb: 'get', path })).rule));
    for (const [index, { nonResourceURLs, verbs }] of policy.rules.entries()) {
      if (nonResourceURLs.length === 0 || verbs.length > 0 || !asked.has(index)) continue;
      reached += 1;
      expect(text, JSON.stringify(policy)).not.toContain(`No request was found that reaches rule ${index + 1}.`);
    }
  }
  expect(reached).toBeGreaterThan(rounds / 4);
});

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';
const idsOf = (rules: string): readonly string[] => lintPolicy(`${head}${rules}`).diagnostics.map(({ id }) => id);

test('a rule that matches no request hides no failed login, and is not said to be matched before', () => {
  const hiding = (url: string): string =>
    `- {level: Metadata, omitStages: [ResponseStarted], nonResourceURLs: [${url}]}\n- level: Metadata\n`;
  expect(idsOf(hiding('/api/v1/pods*'))).toEqual(['resource-path']);
  expect(idsOf(hiding('/api/v1*'))).toEqual(['hidden-logins']);
  const twice = (url: string): string =>
    `- {level: None, nonResourceURLs: ["/healthz*", "/api/v1/pods*"]}\n- {level: Request, nonResourceURLs: [${url}]}\n- level: Metadata\n`;
  expect(idsOf(twice('/api/v1/pods/x'))).toEqual(['resource-path', 'resource-path']);
  expect(idsOf(twice('/healthz/etcd, /api/v1/nodes'))).toEqual(['resource-path', 'unreachable-rule', 'resource-path']);
});

test('diff of policies that differ in such paths only', async () => {
  const text = (url: string): string => `${head}- {level: None, nonResourceURLs: [${url}]}\n- level: Metadata\n`;
  const files = {
    'a.yaml': text('/healthz, /apis/apps/v1/deployments*'),
    'b.yaml': text('/healthz, "/api/v1/nodes*"'),
  };
  const { code, stdout } = await runCli('policy diff a.yaml b.yaml', { files });
  expect(stdout).toMatch(/^equivalent: /);
  expect(code).toBe(0);
});
