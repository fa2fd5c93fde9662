// What each check says of what a node says, one patient a line.
import { expect, test } from 'vitest';
import { checkTable } from '../../src/doctor/table.ts';
import { LOG_FILE, POLICY_FILE } from '../../src/kind/paths.ts';
import { controlPlane } from '../kit/engine.ts';
import { badPolicy, file, goodPolicy, manifestText, patient, policyFiles, type PatientOptions } from './patient.ts';

async function look(
  id: string,
  options: PatientOptions,
): Promise<{ status: string; evidence: string; fix?: string; keys: string[] }> {
  const target = patient(options);
  const check = checkTable.find((each) => each.id === id);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  const { status, evidence, fix, repairs = [] } = await check.look(target, new AbortController().signal);
  if (status === 'warn' || status === 'fail') expect(fix, `${id} says what to type`).toBeTruthy();
  else expect(repairs).toEqual([]);
  return { status, evidence, ...(fix === undefined ? {} : { fix }), keys: repairs.map(({ key }) => key) };
}

const other = (kind: string): NonNullable<PatientOptions['world']> => ({ command: () => ({ stdout: kind }) });
const args = (...words: string[]): string => manifestText(words);
const policyArg = `--audit-policy-file=${POLICY_FILE}`;
const logArg = `--audit-log-path=${LOG_FILE}`;
const kubeadm = (version: string): NonNullable<PatientOptions['inspection']> => ({
  kubeadm: { apiVersion: version, args: new Map(), volumes: [] },
});
const made: PatientOptions = { policy: policyFiles };
const disk = (project: string, deployed: string): PatientOptions => ({
  ...made,
  world: { files: { [policyFiles.project]: project, [policyFiles.deployed]: deployed } },
});

test.each<[string, string, PatientOptions, string, string]>([
  ['engine', 'names what was chosen', {}, 'ok', 'docker 28.0.0, at tcp://engine.test:2375 (from a test)'],
  ['node-running', 'all running', {}, 'ok', '1 node, all running'],
  ['versions', 'fit', {}, 'ok', 'kind v0.33.0, Kubernetes v1.36.3, kubeadm.k8s.io/v1beta4'],
  ['versions', 'no kind', { world: { command: () => undefined } }, 'warn', 'kind is not installed'],
  ['versions', 'old kind', { world: other('kind v0.11.1') }, 'fail', 'kind is too old'],
  [
    'versions',
    'a config of an old version',
    { inspection: { version: 'v1.37.0', ...kubeadm('kubeadm.k8s.io/v1beta3') } },
    'fail',
    'reads kubeadm.k8s.io/v1beta4',
  ],
  ['versions', 'no node of kind', { inspection: { version: null } }, 'warn', 'names no version'],
  ['cgroup', 'v2', {}, 'ok', 'cgroup v2'],
  ['cgroup', 'v1 allowed', { inspection: { cgroupVersion: 1, failCgroupV1: false } }, 'ok', 'failCgroupV1: false'],
  ['cgroup', 'v1 on an older Kubernetes', { inspection: { cgroupVersion: 1, version: 'v1.34.0' } }, 'ok', 'cgroup v1'],
  ['cgroup', 'v1 refused', { inspection: { cgroupVersion: 1 } }, 'fail', 'refuses it'],
  ['inotify', 'enough', {}, 'ok', 'max_user_instances=512'],
  [
    'inotify',
    'low for one',
    { inspection: { inotify: { instances: 128, watches: 8192 } } },
    'ok',
    'enough for one node',
  ],
  [
    'inotify',
    'low for several',
    {
      containers: [controlPlane('kind'), controlPlane('kind', '2')],
      inspection: { inotify: { instances: 128, watches: 8192 } },
    },
    'warn',
    'too many open files',
  ],
  ['disk', 'enough', {}, 'ok', '50.0 GiB free at /var'],
  ['disk', 'little', { inspection: { disks: [{ path: '/', freeBytes: 1e9, usedPercent: 97 }] } }, 'warn', '97 % used'],
  ['disk', 'none', { inspection: { disks: [{ path: '/', freeBytes: 0, usedPercent: 100 }] } }, 'fail', '0 B free at /'],
  ['clock-skew', 'none', {}, 'ok', 'same time'],
  [
    'clock-skew',
    'behind',
    { inspection: { clock: { node: 0, before: 60_000, after: 60_100 } } },
    'warn',
    '1 min 00 s behind',
  ],
  ['clock-skew', 'ahead', { inspection: { clock: { node: 90_000, before: 0, after: 10 } } }, 'warn', 'ahead of'],
  ['policy-valid', 'good', {}, 'ok', 'has no errors'],
  [
    'policy-valid',
    'a typo',
    { inspection: { policyText: badPolicy } },
    'fail',
    `${POLICY_FILE}:4:10: "Metdata" is not a level (did you mean Metadata?)`,
  ],
  [
    'policy-valid',
    'nothing there',
    { survey: { policy: { ...file(POLICY_FILE), type: null } } },
    'skip',
    'there is no policy',
  ],
  ['policy-copies', 'not ours', {}, 'skip', 'did not make'],
  ['policy-copies', 'edited', disk(`${goodPolicy}# x\n`, goodPolicy), 'warn', 'the node has another policy'],
  [
    'policy-copies',
    'no project file',
    { ...made, world: { files: { [policyFiles.deployed]: goodPolicy } } },
    'warn',
    'is not there',
  ],
  ['stale-mount', 'a folder', {}, 'ok', 'every edit arrives'],
  [
    'stale-mount',
    'a file',
    { inspection: { mounts: [{ root: '/p', point: POLICY_FILE, options: 'ro' }] } },
    'warn',
    'single file',
  ],
  ['stale-mount', 'no link left', { survey: { policy: { ...file(POLICY_FILE), links: 0 } } }, 'fail', 'links: 0'],
  [
    'stale-mount',
    'deleted',
    { inspection: { mounts: [{ root: '/p//deleted', point: POLICY_FILE, options: 'ro' }] } },
    'fail',
    'replaced on the host',
  ],
  ['manifest', 'good', {}, 'ok', '5 audit arguments'],
  ['manifest', 'off', { manifest: args() }, 'fail', 'auditing is off'],
  ['manifest', 'no backend', { manifest: args(policyArg) }, 'fail', '--audit-log-path is missing'],
  ['manifest', 'no policy', { manifest: args(logArg) }, 'fail', '--audit-policy-file is missing'],
  [
    'manifest',
    'named, what kubeadm was told of',
    { manifest: args(policyArg) },
    'fail',
    'kubeadm was told of --audit-log-maxage, --audit-log-maxbackup, --audit-log-maxsize, --audit-log-path',
  ],
  ['manifest', 'gone', { survey: { manifest: null, manifestText: null } }, 'fail', 'is not there'],
  ['manifest', 'no pod', { survey: { manifest: null, manifestText: 'x' } }, 'fail', 'is not a pod'],
  ['host-path-types', 'good', {}, 'ok', '2 paths'],
  [
    'host-path-types',
    'a file for a folder',
    { inspection: { hostPaths: new Map([['/var/log/kubernetes', 'regular file']]) } },
    'fail',
    '/var/log/kubernetes must be a DirectoryOrCreate and is a regular file',
  ],
  ['stray-manifests', 'none', {}, 'ok', '1 files'],
  [
    'stray-manifests',
    'a backup',
    { inspection: { manifests: [{ file: 'kube-apiserver.yaml.bak', text: manifestText() }] } },
    'fail',
    'kube-apiserver.yaml.bak is a second kube-apiserver',
  ],
  [
    'stray-manifests',
    'no YAML',
    { inspection: { manifests: [{ file: '4913', text: '{{' }] } },
    'fail',
    '4913 is no manifest',
  ],
  [
    'stray-manifests',
    "somebody's own pod",
    { inspection: { manifests: [{ file: 'mine.yaml', text: 'kind: Pod\nmetadata: {name: mine}' }] } },
    'ok',
    'none of them astray',
  ],
  ['kubeadm-config', 'agrees', {}, 'ok', 'the same'],
  [
    'kubeadm-config',
    'differs',
    { answers: { kubeadm: { apiVersion: 'v', args: new Map([['audit-log-path', '/x']]), volumes: [] } } },
    'warn',
    `--audit-log-path is ${LOG_FILE}, kubeadm-config says /x`,
  ],
  ['kubeadm-config', 'cannot be read', { answers: { kubeadm: null } }, 'skip', 'cannot be read'],
  ['container-sees-policy', 'the same', {}, 'ok', 'is the file of the node'],
  [
    'container-sees-policy',
    'not there',
    { inspection: { seenPolicy: { ...file(POLICY_FILE), type: null, sha256: null } } },
    'fail',
    'is not there',
  ],
  [
    'container-sees-policy',
    'another',
    { inspection: { seenPolicy: file(POLICY_FILE, 'other') } },
    'fail',
    'has another text',
  ],
  [
    'container-sees-policy',
    'nothing runs',
    { inspection: { server: null, seenPolicy: null } },
    'skip',
    'no API server runs',
  ],
  ['policy-running', 'older than the server', {}, 'ok', 'started after'],
  [
    'policy-running',
    'newer',
    { survey: { policy: { ...file(POLICY_FILE), modified: 2060 } } },
    'warn',
    '1 min 00 s after',
  ],
  [
    'policy-running',
    'no policy in force',
    { inspection: { server: { pid: 1, startedAt: 0, args: [] } } },
    'skip',
    'without a policy',
  ],
  ['ignored-keys', 'none', {}, 'ok', 'complained of none'],
  [
    'ignored-keys',
    'one',
    {
      inspection: {
        lenient: String.raw`W1121 reader.go:77] Audit policy contains errors, falling back to lenient decoding: strict decoding error: unknown field \"rules[0].verb\"`,
      },
    },
    'warn',
    'unknown field "rules[0].verb"',
  ],
  ['log-folder', 'mounted', {}, 'ok', 'mounted at /var/log/kubernetes'],
  ['log-folder', 'in the node', { inspection: { mounts: [] } }, 'ok', 'inside the node'],
  [
    'log-folder',
    'a file',
    { inspection: { mounts: [{ root: '/l', point: LOG_FILE, options: 'rw' }] } },
    'fail',
    'single file',
  ],
  [
    'log-folder',
    'read-only',
    { inspection: { mounts: [{ root: '/l', point: '/var/log/kubernetes', options: 'ro,relatime' }] } },
    'fail',
    'cannot be written to',
  ],
  ['log-folder', 'standard output', { manifest: args(policyArg, '--audit-log-path=-') }, 'skip', 'no log file'],
  ['log-written', 'there', {}, 'ok', LOG_FILE],
  ['log-retention', 'days', {}, 'ok', '102.4 KiB a minute, so 10 files of 100 MiB reach back 7 days'],
  [
    'log-retention',
    'minutes',
    { inspection: { recent: { bytes: 1_048_576, since: 999_000 } } },
    'warn',
    'reach back 17 minutes',
  ],
  [
    'log-retention',
    'not set',
    { manifest: args(policyArg, logArg) },
    'warn',
    '--audit-log-maxage, --audit-log-maxbackup, --audit-log-maxsize not set',
  ],
  [
    'log-retention',
    'no rotation',
    { manifest: args(logArg, '--audit-log-maxage=1', '--audit-log-maxbackup=1', '--audit-log-maxsize=0') },
    'warn',
    'no rotation',
  ],
  ['audit-errors', 'none', {}, 'ok', '10 events since the start'],
  [
    'audit-errors',
    'some',
    { answers: { errors: new Map([['webhook', 3]]), rejected: 2 } },
    'warn',
    '3 lost in webhook, 2 requests rejected',
  ],
  ['audit-errors', 'no metrics', { answers: { events: null } }, 'skip', 'no audit events'],
  ['webhook', 'not set', {}, 'skip', 'no webhook is set'],
])('%s: %s', async (id, _case, options, status, evidence) => {
  const seen = await look(id, options);
  expect([seen.status, seen.evidence]).toEqual([status, expect.stringContaining(evidence)]);
});

test.each([
  ['paused', 'docker unpause kind-control-plane', ['start:kind-control-plane']],
  ['exited', 'docker start kind-control-plane', ['start:kind-control-plane']],
  ['dead', 'docker logs kind-control-plane', []],
])('a node that is %s', async (state, fix, keys) => {
  const containers = [{ ...controlPlane('kind'), running: false, state }];
  expect(await look('node-running', { containers })).toMatchObject({ status: 'fail', fix, keys });
  expect(await look('proof', { containers })).toMatchObject({ status: 'skip', evidence: `the node is ${state}` });
});

const hook = (server: string, exitCode: number): PatientOptions => ({
  manifest: args(policyArg, '--audit-webhook-config-file=/etc/kubernetes/policies/hook.yaml'),
  script: (_node, argv) => (argv[0] === 'cat' ? `clusters: [{cluster: {server: "${server}"}}]` : { exitCode }),
});

test.each([
  ['https://10.0.0.1/audit', 0, 'ok', 'https://10.0.0.1/audit answers'],
  ['https://10.0.0.1/audit', 56, 'ok', 'answers'],
  ['https://localhost:9000', 7, 'fail', 'nothing answers at https://localhost:9000; this name means the node itself'],
  [
    'https://sink.audit.svc/x',
    6,
    'fail',
    'does not resolve in the node; the API server does not ask the DNS of the cluster',
  ],
  ['nonsense', 0, 'fail', 'names no server'],
])('a webhook at %s with curl ending with %i', async (server, exitCode, status, evidence) => {
  expect(await look('webhook', hook(server, exitCode))).toMatchObject({
    status,
    evidence: expect.stringContaining(evidence),
  });
});

test('what can be mended proposes it, and what would need a better policy does not', async () => {
  const off = manifestText([]);
  expect((await look('manifest', { manifest: off })).keys).toEqual(['manifest:kind-control-plane']);
  expect((await look('manifest', { manifest: off, inspection: { policyText: badPolicy } })).keys).toEqual([]);
  expect((await look('manifest', { manifest: off, inspection: { kubeadm: null } })).fix).toContain('kind-audit up');
  expect((await look('policy-copies', disk(`${goodPolicy}# x\n`, goodPolicy))).keys).toEqual(['deploy']);
  expect((await look('policy-copies', disk(badPolicy, goodPolicy))).keys).toEqual([]);
  const newer = { ...file(POLICY_FILE), modified: 3000 };
  expect((await look('policy-running', { survey: { policy: newer } })).keys).toEqual(['restart:kind-control-plane']);
  expect(
    (await look('policy-running', { survey: { policy: newer }, inspection: { policyText: badPolicy } })).keys,
  ).toEqual([]);
});

test('every check has a stable id, a title, words for the documentation and a time-out', () => {
  expect(new Set(checkTable.map(({ id }) => id)).size).toBe(checkTable.length);
  for (const { id, title, about, timeoutMs, needs = [] } of checkTable) {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect([title, about].every((text) => text.length > 3)).toBe(true);
    expect(timeoutMs).toBeGreaterThan(0);
    for (const need of needs) expect(checkTable.map((check) => check.id)).toContain(need);
  }
});
