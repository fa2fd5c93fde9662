// Reading what the scripts in a node print; and the examination where no engine answers.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import inspectScript from '../../src/node/scripts/inspect.sh';
import { parseAnswers } from '../../src/node/answers.ts';
import { examine } from '../../src/doctor/examine.ts';
import { readManifest } from '../../src/node/survey.ts';
import { inspectNode, parseInspection } from '../../src/node/inspection.ts';
import { swallowedBy } from '../../src/doctor/swallowed-by.ts';
import { checkTable } from '../../src/doctor/table.ts';
import { surveyNode } from '../../src/node/survey.ts';
import { Problem } from '../../src/core/problem.ts';
import { parseKubeadmConfig } from '../../src/kind/kubeadm-config.ts';
import { controlPlane, fakeEngine, type NodeScript } from '../kit/engine.ts';
import { fakeWorld } from '../kit/world.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const kubeadm =
  'kind: ClusterConfiguration\napiVersion: kubeadm.k8s.io/v1beta4\napiServer: {extraArgs: [{name: a, value: "1"}]}\n---\nkind: InitConfiguration\n';

test('a node that does not answer in time is a problem, not a node without a manifest', async () => {
  const engine = fakeEngine({ script: () => ({ exitCode: null, timedOut: true }) });
  await expect(readManifest(engine.node(controlPlane('kind')))).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: 'the node kind-control-plane did not answer within 10 s',
  });
});

test('a look that ends in the middle of a policy judges nothing', async () => {
  const stdout = `== policy\n${base64('apiVersion: audit.k8s.io/v1\nkind: Pol')}`;
  const engine = fakeEngine({ script: () => ({ exitCode: null, timedOut: true, stdout }) });
  const read = { manifest: null, manifestText: '', manifestFault: null, policyPath: '/p', logPath: '/l' };
  const node = engine.node(controlPlane('kind'));
  await expect(inspectNode(node, read, fakeWorld().clock, new AbortController().signal)).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: 'the look into kind-control-plane was not done within 10 s',
  });
});

test('reads an inspection', () => {
  const text = `
== now
1000.5
== version
v1.36.3
== kubeadm
${base64(kubeadm)}
== manifests
etcd.yaml\t${base64('kind: Pod')}
== mounts
/state/p//deleted\t/etc/kubernetes/policies/audit-policy.yaml\tro
== policy
${base64('== now\n7\n')}
== server
42
250.25
== arguments
kube-apiserver
--audit-policy-file=/p
== seen
regular file|9|1|1
abc
== recent
100
2026-11-21T00:00:00.000000Z
== former
3
5000
== writable
no
== disks
/var\t1024\t40%
== inotify
128
8192
== cgroup
tmpfs
== kubelet
failCgroupV1: false
== paths
/etc/x\tdirectory
/etc/y\t
`;
  expect(parseInspection(text, { before: 1, after: 2 }, '/p')).toEqual({
    clock: { node: 1_000_500, before: 1, after: 2 },
    version: 'v1.36.3',
    kubeadm: { apiVersion: 'kubeadm.k8s.io/v1beta4', args: new Map([['a', '1']]), volumes: [] },
    manifests: [{ file: 'etcd.yaml', text: 'kind: Pod' }],
    mounts: [{ root: '/state/p//deleted', point: '/etc/kubernetes/policies/audit-policy.yaml', options: 'ro' }],
    policySource: '== now\n7\n',
    server: { pid: 42, startedAt: 750.25, args: ['kube-apiserver', '--audit-policy-file=/p'] },
    seenPolicy: { path: '/p', type: 'regular file', size: 9, modified: 1, links: 1, target: null, sha256: 'abc' },
    recent: { bytes: 100, since: Date.parse('2026-11-21T00:00:00Z') },
    former: { files: 3, bytes: 5000 },
    logFolderWritable: false,
    disks: [{ path: '/var', freeBytes: 1_048_576, usedPercent: 40 }],
    inotify: { instances: 128, watches: 8192 },
    cgroupVersion: 1,
    failCgroupV1: false,
    lenient: null,
    hostPaths: new Map([
      ['/etc/x', 'directory'],
      ['/etc/y', null],
    ]),
  });
});

test('reads a policy in UTF-16, and keeps bytes that are no text', () => {
  const policyOf = (bytes: Buffer): unknown =>
    parseInspection(`== policy\n${bytes.toString('base64')}\n`, { before: 1, after: 2 }, '/p').policySource;
  expect(policyOf(Buffer.from('\uFEFFrules: []\n', 'utf16le'))).toBe('rules: []\n');
  expect(policyOf(Buffer.of(0x61, 0xff))).toEqual(Buffer.of(0x61, 0xff));
});

test('accepts a node that prints nothing', () => {
  expect(parseInspection('', { before: 1, after: 2 }, '/p')).toMatchObject({
    version: null,
    server: null,
    policySource: null,
    recent: null,
    former: { files: 0, bytes: 0 },
  });
});

test('reads answers', () => {
  const text = `== kubeadm\n${kubeadm.split('---')[0]}\n== metrics\napiserver_audit_error_total{plugin="webhook"} 3\napiserver_audit_event_total 1.5e+03\napiserver_audit_requests_rejected_total 2\n`;
  expect(parseAnswers(text)).toMatchObject({
    errors: new Map([['webhook', 3]]),
    rejected: 2,
    events: 1500,
    kubeadm: { args: new Map([['a', '1']]) },
  });
  expect(parseAnswers('')).toEqual({ kubeadm: null, errors: new Map(), rejected: 0, events: null });
});

test.each([
  ['kind: Other', null],
  ['{{', null],
  ['kind: ClusterConfiguration', { apiVersion: '', args: new Map(), volumes: [] }],
])('reads what kubeadm was given in %j', (text, value) => expect(parseKubeadmConfig(text)).toEqual(value));

const policy = (rules: string): string => `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules}`;
test.each([
  [policy('- level: None\n'), 'rule 1 (line 4, level None) decides on them'],
  [
    policy('- level: None\n  users: [x]\n- level: None\n  verbs: [get]\n'),
    'rule 2 (line 6, level None) decides on them',
  ],
  [
    policy('- level: None\n  resources: [{group: "", resources: [configmaps]}]\n'),
    'rule 1 (line 4, level None) decides on them',
  ],
  [policy('- level: None\n  resources: [{group: apps}]\n- level: None\n  nonResourceURLs: [/x]\n'), null],
  ['{{', null],
])('finds the rule that drops the request in %j', (text, rule) => expect(swallowedBy(text)?.words ?? null).toBe(rule));

test('without an engine there is one finding, and the rest is skipped', async () => {
  const found = await examine(fakeWorld(), { cluster: 'kind', wanted: checkTable, all: checkTable });
  expect(found).toMatchObject({ ok: false, reached: false });
  const [first, ...rest] = found.results;
  expect(first).toMatchObject({
    id: 'engine',
    status: 'fail',
    evidence: [{ text: 'no container engine answers' }],
    fix: 'kind-audit setup',
  });
  expect(rest.map(({ status }) => status)).toEqual(rest.map(() => 'skip'));
});

test.each([
  ['regular file|9|1|1|', true],
  ['regular empty file|0|1|1|', false],
  ['|0|0|1|', false],
])("the administrator's kubeconfig %s: kubeadm has finished: %s", async (stat, finished) => {
  const script: NodeScript = (_name, argv) => (argv[3] === 'stat' ? `|0|0|1|\n\n|0|0|1|\n\n${stat}\n\n` : undefined);
  const node = fakeEngine({ script }).node(controlPlane('kind'));
  expect(await surveyNode(node)).toMatchObject({ kubeadmFinished: finished });
});

test('a wanted check runs what it needs, and only it is shown', async () => {
  // kubeadm has finished, and nothing else is there.
  const script: NodeScript = (_name, argv) =>
    argv[3] === 'stat' ? '|0|0|1|\n\n|0|0|1|\n\nregular file|9|1|1|\n\n' : undefined;
  const engine = fakeEngine({ nodes: [controlPlane('kind')], script });
  const world = fakeWorld({ parts: { engine: async () => engine } });
  const proof = checkTable.filter(({ id }) => id === 'proof');
  const found = await examine(world, { cluster: 'kind', wanted: proof, all: checkTable });
  expect(found.results.map(({ id, status, evidence }) => [id, status, evidence])).toEqual([
    ['proof', 'skip', [{ text: 'needs "API server arguments, volumes and mounts"' }]],
  ]);
  await expect(examine(world, { cluster: 'other', wanted: proof, all: checkTable })).rejects.toBeInstanceOf(Problem);
});

test('counts what is left of former logs, and nothing of the present one', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kind-audit-'));
  const path = (name: string): string => join(dir, name);
  for (const name of ['usual.log', 'usual-2026-11-21T08-00-00.001.log.gz', 'out-2026-11-21T08-00-00,001.log', 'a.log'])
    writeFileSync(path(name), '1234567890');
  const former = (log: string): unknown => {
    const words = ['none', log, 'none', '1', path('usual.log'), path('out.log')];
    const stdout = execFileSync('bash', ['-c', inspectScript, 'inspect', ...words], { encoding: 'utf8' });
    return parseInspection(stdout, { before: 1, after: 2 }, '/p').former;
  };
  expect(former(path('usual.log'))).toEqual({ files: 1, bytes: 10 });
  expect(former(path('a.log'))).toEqual({ files: 3, bytes: 30 });
  expect(former('-')).toEqual({ files: 3, bytes: 30 });
  rmSync(dir, { recursive: true });
});
