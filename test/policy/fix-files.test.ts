// lint --fix on files of every kind, whole and broken: it makes nothing worse, and changes only policies.
import { expect, test } from 'vitest';
import { policyValue, writePolicy } from '../../scripts/oracle/generate-policies.mjs';
import { mutate } from '../../scripts/oracle/mutate.mjs';
import { diffPolicies, fixPolicy, lintPolicy, loadPolicy, type LintResult } from '../../src/index.ts';
import { fixPlaces } from '../../src/policy/lint/fix.ts';
import { verdictOrder } from '../../src/policy/lint/lint.ts';
import { generated, type Generated } from '../kit/generated.ts';

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

/** Files that are no policies, some with one inside. */
const foreign: readonly ((policy: string) => string)[] = [
  (policy) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  policy: |\n${indented(policy, 4)}`,
  () => 'apiVersion: v1\nKind: ConfigMap\nverb: get\nlevels: x\nuser: mia\n',
  (policy) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'Secret', data: { policy: Buffer.from(policy).toString('base64') } }),
  () => 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  rule: []\n  omitStage: x\n',
  () =>
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nrules:\n- apiGroups: [""]\n  resource: [pods]\n  verb: get\n',
  (policy) =>
    `apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nspec:\n  fileAssets:\n  - content: |\n${indented(policy, 6)}`,
  (policy) => `version: v1alpha1\nmachine: {}\ncluster:\n  apiServer:\n    auditPolicy:\n${indented(policy, 6)}`,
  (policy) =>
    `kind: KubeadmControlPlane\nspec:\n  kubeadmConfigSpec:\n    files:\n    - content: |\n${indented(policy, 8)}`,
  () => 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n',
  (policy) => `kind: Namespace\n---\n${policy}`,
  (policy) => `apiVersion: v1\nkind: List\nitems:\n- ${indented(policy, 2).trim()}\n`,
  (policy) => `- name: play\n  copy:\n    content: |\n${indented(policy, 6)}`,
  () => 'level: None\nverb: get\nuser: mia\n',
  () => '- level: none\n  verb: get\n',
  () => 'a text',
  () => '42\n',
  () => '',
  () => '---\n',
  (policy) => `{{- if .Values.audit }}\n${policy}{{- end }}\n`,
  (policy) => `${policy}{% for u in users %}\n- level: none\n  users: {{ u }}\n{% endfor %}\n`,
  () => 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: {{ .Level }}\n  verb: get\n',
  () => '{"kind":"Event","apiVersion":"audit.k8s.io/v1","verb":"get"}\n{"kind":"Event"}\n',
];

const misspelt: readonly (readonly [RegExp, string])[] = [
  [/level:/, 'Level:'],
  [/level: (\w+)/, 'level: $1\n  Level: None'],
  [/"level":/, '"Level":"None","level":'],
  [/"verbs":/, '"verb":["list"],"verbs":'],
  [/"level":/, '"omitStage":"Started","level":'],
  [/Metadata/, 'metadata'],
  [/verbs: \[(\w+)\]/, 'verb: $1'],
  [/verbs:/, 'verb:'],
  [/users:/, 'user:'],
  [/namespaces:/, 'namespace: bakery\n  namespaces:'],
  [/rules:/, 'rule: []\nrules:'],
  [/omitStages:/, 'omitStage:'],
  [/resources:/, 'resource:'],
  [/group: ""/, 'group: core'],
  [/\bget\b/, 'GET'],
  [/kind: Policy/, 'Kind: policy'],
  [/audit.k8s.io\/v1/, 'audit.k8s.io/v1beta1'],
  [/apiVersion/, 'apiversion'],
];

function policyText(random: Generated['random']): string {
  const value = policyValue(random);
  let text = random.chance(0.5) ? JSON.stringify(value, null, random.below(3)) : writePolicy(value, random);
  for (const [right, wrong] of misspelt) if (random.chance(0.2)) text = text.replace(right, wrong);
  return text;
}

const twice = ({ diagnostics }: LintResult): number => diagnostics.filter(({ id }) => id === 'duplicate-key').length;

test('files of every kind, whole and broken', () => {
  const { random, rounds } = generated(4242, 400);
  let [changed, accepted] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const whole = random.chance(0.4) ? random.pick(foreign)(policyText(random)) : policyText(random);
    const before = random.chance(0.5) ? mutate(whole, random) : whole;
    const { text: after, places } = fixPlaces(before);
    const seen = `${before}\n=====\n${after}`;
    if (after === before) continue;
    changed += 1;
    const [was, is] = [lintPolicy(before), lintPolicy(after)];
    expect(verdictOrder.indexOf(is.server), seen).toBeLessThanOrEqual(verdictOrder.indexOf(was.server));
    // A key that is there twice hides one of two values.
    expect(twice(is), seen).toBeLessThanOrEqual(twice(was));
    expect(fixPolicy(after), seen).toEqual({ text: after, count: 0 });
    if (was.server !== 'accepts') continue;
    accepted += 1;
    // Names of verbs and of the core group decide about requests, and are named as fixed.
    const [old, fixed] = [loadPolicy(before).policy, loadPolicy(after).policy];
    const isSame = old !== undefined && fixed !== undefined && diffPolicies(old, fixed).equivalent;
    const names = places.filter((place) => /^["']?(?:GET|core|v1|api)["']?$/.test(place.before));
    expect(isSame || names.length > 0, seen).toBe(true);
  }
  expect(changed).toBeGreaterThan(rounds / 20);
  expect(accepted).toBeGreaterThan(0);
});

test('files that are no policies stay as they are, byte for byte', () => {
  const { random, rounds } = generated(4243, 150);
  for (let round = 0; round < rounds; round += 1) {
    const text = random.pick(foreign)(policyText(random));
    expect(fixPolicy(text)).toEqual({ text, count: 0 });
    expect(lintPolicy(text).server).toBe('refuses');
  }
});
