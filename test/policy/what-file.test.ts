// What a file is that is no policy: the verdict stays that of the API server, the words name the file.
import { describe, expect, test } from 'vitest';
import { fixPolicy, lintPolicy, loadPolicy } from '../../src/index.ts';
import { runCli } from '../kit/run-cli.ts';

const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';
const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
const base64 = Buffer.from(policy).toString('base64');

/** The one remark about a file, as words. */
function said(text: string): string {
  const { server, diagnostics } = loadPolicy(text);
  expect(server).toBe('refuses');
  expect(diagnostics).toHaveLength(1);
  expect(fixPolicy(text)).toEqual({ text, count: 0 });
  return `${diagnostics[0]?.message} / ${diagnostics[0]?.help}`;
}

const own = 'give the policy in a file of its own: yq';

test.each([
  [
    'a ConfigMap',
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  policy: |\n${indented(policy, 4)}`,
    `this is a ConfigMap; the policy is in data.policy, line 7 / ${own} '.data.policy' FILE > audit-policy.yaml`,
  ],
  [
    'a comment and a blank line before the policy',
    `kind: ConfigMap\ndata:\n  policy.yaml: |\n\n    # mine\n${indented(policy, 4)}`,
    `this is a ConfigMap; the policy is in data["policy.yaml"], line 5 / ${own} '.data["policy.yaml"]' FILE > audit-policy.yaml`,
  ],
  [
    'a Secret',
    `apiVersion: v1\nkind: Secret\ndata:\n  policy: ${base64}\n`,
    `this is a Secret; the policy is in data.policy, line 4, in base64 / ${own} '.data.policy' FILE | base64 -d > audit-policy.yaml`,
  ],
  [
    'a Secret in JSON',
    JSON.stringify({ apiVersion: 'v1', kind: 'Secret', stringData: { policy } }, null, 2),
    `this is a Secret; the policy is in stringData.policy, line 5 / ${own} '.stringData.policy' FILE > audit-policy.yaml`,
  ],
  [
    "Talos' machine config",
    `version: v1alpha1\ncluster:\n  apiServer:\n    auditPolicy:\n${indented(policy, 6)}`,
    `this is a Talos machine config; the policy is in cluster.apiServer.auditPolicy, line 5 / ${own} '.cluster.apiServer.auditPolicy' FILE > audit-policy.yaml`,
  ],
  [
    "Talos' document",
    `apiVersion: v1alpha1\nkind: KubeAuditPolicyConfig\nconfig:\n${indented(policy, 2)}`,
    `this is a KubeAuditPolicyConfig (v1alpha1); the policy is in config, line 4 / ${own} '.config' FILE > audit-policy.yaml`,
  ],
  [
    'kops',
    `apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nspec:\n  fileAssets:\n  - name: x\n    content: |\n${indented(policy, 6)}`,
    `this is a Cluster (kops.k8s.io/v1alpha2); the policy is in spec.fileAssets[0].content, line 7 / ${own} '.spec.fileAssets[0].content' FILE > audit-policy.yaml`,
  ],
  [
    'a KubeadmControlPlane',
    `kind: KubeadmControlPlane\nspec:\n  kubeadmConfigSpec:\n    files:\n    - content: x\n    - content: |\n${indented(policy, 8)}`,
    `this is a KubeadmControlPlane; the policy is in spec.kubeadmConfigSpec.files[1].content, line 7 / ${own} '.spec.kubeadmConfigSpec.files[1].content' FILE > audit-policy.yaml`,
  ],
  [
    'EKS Anywhere',
    `kind: Cluster\nspec:\n  controlPlaneConfiguration:\n    auditPolicyContent: |\n${indented(policy, 6)}`,
    `this is a Cluster; the policy is in spec.controlPlaneConfiguration.auditPolicyContent, line 5 / ${own} '.spec.controlPlaneConfiguration.auditPolicyContent' FILE > audit-policy.yaml`,
  ],
  [
    'RKE',
    `services:\n  kube-api:\n    audit_log:\n      configuration:\n        policy:\n${indented(policy, 10)}`,
    `this is RKE's cluster.yml; the policy is in services["kube-api"].audit_log.configuration.policy, line 6 / ${own} '.services["kube-api"].audit_log.configuration.policy' FILE > audit-policy.yaml`,
  ],
  [
    'cloud-init',
    `#cloud-config\nwrite_files:\n- path: /x\n  content: |\n${indented(policy, 4)}`,
    `this is a cloud-init file; the policy is in write_files[0].content, line 5 / ${own} '.write_files[0].content' FILE > audit-policy.yaml`,
  ],
  [
    'a later document',
    `kind: Namespace\n---\nkind: Namespace\n---\n# mine\n${policy}`,
    `this is a Namespace; the policy is document 3, line 6 / ${own} 'select(di == 2)' FILE > audit-policy.yaml`,
  ],
  [
    'inside a later document',
    `---\nkind: Namespace\n---\nkind: ConfigMap\ndata:\n  policy: |\n${indented(policy, 4)}`,
    `this is a Namespace; the policy is in data.policy of document 2, line 7 / ${own} 'select(di == 1) | .data.policy' FILE > audit-policy.yaml`,
  ],
  [
    'after an empty document',
    `---\n---\n${policy}`,
    `this is a file whose first document is empty; the policy is document 2, line 3 / ${own} 'select(di == 1)' FILE > audit-policy.yaml`,
  ],
  [
    'a List',
    `kind: List\nitems:\n- kind: Namespace\n- ${indented(policy, 2).trim()}\n`,
    `this is a List; the policy is in items[1], line 4 / ${own} '.items[1]' FILE > audit-policy.yaml`,
  ],
  [
    'several policies',
    `kind: ConfigMap\ndata:\n  a: |\n${indented(policy, 4)}  b: |\n${indented(policy, 4)}`,
    `this is a ConfigMap; policies are in data.a, line 4; in data.b, line 9 / ${own} '.data.a' FILE > audit-policy.yaml`,
  ],
  [
    'a template in a ConfigMap',
    `kind: ConfigMap\ndata:\n  policy: |\n${indented(`${policy}{{ .rules }}\n`, 4)}`,
    'this is a ConfigMap; the policy is in data.policy, line 4, and is a template (Go) / render it first, with the program that it belongs to, and give the result',
  ],
  [
    'nothing of the sort',
    'apiVersion: apps/v1\nkind: Deployment\nspec: {}\n',
    'this is a Deployment (apps/v1), not an audit policy / name the file with the policy; kind-audit policy new writes one',
  ],
  [
    'rules of another kind',
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nrules:\n- resource: [pods]\n  verb: [get]\n',
    'this is a ClusterRole (rbac.authorization.k8s.io/v1), not an audit policy / name the file with the policy; kind-audit policy new writes one',
  ],
  [
    'a policy of another group',
    'apiVersion: kyverno.io/v1\nkind: Policy\nspec: {rule: []}\n',
    'this is a Policy (kyverno.io/v1), not an audit policy / name the file with the policy; kind-audit policy new writes one',
  ],
  [
    'a mapping that does not say',
    'verb: a\nlevels: b\n',
    'this is a mapping of verb, levels, not an audit policy / name the file with the policy; kind-audit policy new writes one',
  ],
  [
    'rules alone',
    '- level: None\n',
    'this is a list of rules without the policy around it / write apiVersion: audit.k8s.io/v1, kind: Policy and rules: above it',
  ],
  [
    'events',
    '{"kind":"Event","apiVersion":"audit.k8s.io/v1"}\n{"kind":"Event"}\n',
    'these are audit events, not an audit policy / kind-audit logs FILE shows them; kind-audit policy replay --policy POLICY FILE tries a policy on them',
  ],
])('%s', (_what, text, words) => {
  expect(said(text)).toBe(words);
});

describe('templates', () => {
  const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';
  const go = 'render it first, with the program that it belongs to, and give the result';
  const helm = 'render it first and give the result: helm template CHART';
  const ansible =
    "render it first and give the result: ansible localhost -m template -a 'src=FILE dest=audit-policy.yaml'";

  test.each([
    ['Helm', `{{- if .Values.audit }}\n${policy}{{- end }}\n`, 1, helm],
    ['Helm', `kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n`, 3, helm],
    ['Helm', `${head}{{ include "rules" . | indent 2 }}\n`, 4, helm],
    ['Jinja, as Ansible has it', `${head}{%- for n in names %}\n- level: None\n{%- endfor %}\n`, 4, ansible],
    ['Jinja, as Ansible has it', `# {{ ansible_managed }}\n${head}{{ rules | to_yaml }}\n`, 5, ansible],
    ['Go', `${head}  {{ if .quiet }}\n- level: None\n  {{ end }}\n`, 4, go],
    ['Go', `${head}- level: {{ .Level }}\n`, 4, go],
    ['Go', `${head}- level: Meta{{ .Level }}\n`, 4, go],
    ['ERB', `${head}- level: <%= level %>\n`, 4, 'render it first and give the result: erb FILE'],
  ])('%s: %j', (language, text, line, help) => {
    expect(said(text)).toBe(`this is a template (${language}), line ${line}, not yet a policy / ${help}`);
    expect(loadPolicy(text).diagnostics[0]).toMatchObject({ id: 'template', line });
  });

  test.each([
    ['in quotes', `${head}- level: Metdata\n  users: ["{{ x }}", '{% y %}']\n`, ['level']],
    ['in a comment', `# {{ x }}\n${head}- level: None # {% y %}\n  users: [a\n`, ['yaml-syntax']],
    ['in a text in lines', `${head}- level: Metdata\n  users:\n  - |\n    {{ x }}\n`, ['level']],
    ['mappings in mappings', `${head}- {level: None, resources: [{group: {a: {b: c}}}]}\n`, ['type']],
    ['braces that end apart', `${head}- level: {{a: b}: c}\n`, ['yaml-syntax']],
  ])('none: %s', (_what, text, ids) => {
    expect(loadPolicy(text).diagnostics.map(({ id }) => id)).toEqual(ids);
  });

  test('what the API server accepts stays accepted', () => {
    expect(lintPolicy(`${head}- level: Metadata\n  users: [<%= x %>]\n`).server).toBe('accepts');
  });
});

test.each([
  ['a version', 'apiVersion: v1\nkind: Policy\nrules: [{level: None}]\n', 'api-version'],
  ['a group', 'apiVersion: audit.k8s.oi/v1\nkind: Policy\nrules: [{level: None}]\n', 'api-version'],
  ['a kind', 'apiVersion: audit.k8s.io/v1\nkind: AuditPolicy\nrules: [{level: None}]\n', 'kind'],
  ['a kind, but levels in its rules', 'apiVersion: v1\nkind: Pod\nrules: [{level: none}]\n', 'level'],
  ['neither', 'rules: [{level: None}]\n', 'api-version'],
  ['no rules', 'kind: Policy\napiVersion: audit.k8s.io/v1\n', 'no-rules'],
])('a wrong policy is a policy: %s', (_what, text, id) => {
  expect(loadPolicy(text).diagnostics.map((remark) => remark.id)).toContain(id);
});

test('every command that reads a policy says so, and what to type', async () => {
  const files = { 'my map.yaml': `kind: ConfigMap\ndata:\n  policy: |\n${indented(policy, 4)}`, 'a.log': '' };
  const what = 'this is a ConfigMap; the policy is in data.policy, line 4';
  const type = "yq '.data.policy' 'my map.yaml' > audit-policy.yaml";
  for (const args of [
    ['lint', 'my map.yaml'],
    ['explain', 'my map.yaml', '--url', '/healthz'],
    ['diff', 'gce', 'my map.yaml'],
    ['replay', '--policy', 'my map.yaml', 'a.log'],
    ['test', '--init', 'my map.yaml'],
  ]) {
    const { code, stdout, stderr } = await runCli(['policy', ...args], { files });
    expect(code, args[0]).toBe(1);
    expect(stdout + stderr, args[0]).toContain(what);
    expect(stdout + stderr, args[0]).toContain(type);
  }
});

test('foreign files neither overflow the stack nor take long', () => {
  for (const text of [
    `kind: ConfigMap\nx: ${'['.repeat(5000)}${']'.repeat(5000)}\n`,
    `kind: ConfigMap\n${'---\na: b\n'.repeat(20_000)}`,
    `a: ${'{{x '.repeat(100_000)}\n`,
    `kind: ConfigMap\nx: ${'QUJD'.repeat(100_000)}\n`,
  ])
    expect(loadPolicy(text).server).toBe('refuses');
});
