// Why an API server is not ready and why a request is not in the log: one target per line.
import { expect, test } from 'vitest';
import { LOG_FILE, POLICY_FILE } from '../../src/kind/paths.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { checkTable } from '../../src/doctor/table.ts';
import { look } from './check-row.ts';
import {
  badPolicy,
  fakeTarget,
  file,
  goodPolicy,
  manifestText,
  policyFiles,
  type TargetOptions,
} from './fake-target.ts';

const policyArg = `--audit-policy-file=${POLICY_FILE}`;
const logArg = `--audit-log-path=${LOG_FILE}`;
const node = 'kind-control-plane';
const own = ['etcd.yaml', 'kube-apiserver.yaml', 'kube-controller-manager.yaml', 'kube-scheduler.yaml'];
const pod = 'kind: Pod\nspec: {containers: [{command: [x]}]}\n';
const manifests = (broken: Readonly<Record<string, string | null>> = {}): NonNullable<TargetOptions['inspection']> => ({
  manifests: own.flatMap((each) => {
    const text = broken[each] === undefined ? pod : broken[each];
    return text === null ? [] : [{ file: each, text }];
  }),
});

type Vitals = NonNullable<TargetOptions['vitals']>;
const units = (kubelet: string, containerd = 'active'): Vitals => ({
  addresses: ['172.18.0.2'],
  units: new Map([
    ['containerd', containerd],
    ['kubelet', kubelet],
  ]),
});
const day = 86_400_000;
const certificate = (name: string, ends: number | null, there = true): Vitals => ({
  now: 100 * day,
  certificates: [
    { name: 'front-proxy-client', there: true, ends: 400 * day },
    { name, there, ends },
  ],
});

/** A server that is down, and what its last words are. */
const down =
  (words = ''): NonNullable<TargetOptions['script']> =>
  (_node, argv) =>
    argv[3] === 'state' ? words : { exitCode: 1 };

test.each<readonly [what: string, vitals: Vitals, more: TargetOptions, evidence: string, keys: readonly string[]]>([
  ['the kubelet is stopped', units('inactive'), {}, 'kubelet is inactive', [`services:${node}`]],
  ['containerd is stopped', units('active', 'failed'), {}, 'containerd is failed', [`services:${node}`]],
  [
    'the configuration of the kubelet is broken',
    { ...units('activating'), kubelet: ['E1 "command failed" err="failed to load kubelet config file"'] },
    {},
    'kubelet is activating: no container is started or ended; failed to load kubelet config file',
    [],
  ],
  [
    'no network',
    { ...units('active'), addresses: [] },
    {},
    'kind-control-plane is on no network',
    [`restart-node:${node}`],
  ],
  [
    'another address',
    { addresses: ['172.18.0.9'], addressAtStart: '172.18.0.2' },
    { manifest: manifestText([policyArg, logArg, '--advertise-address=172.18.0.2']) },
    'its address changed while it ran',
    [`restart-node:${node}`],
  ],
  [
    'an address that somebody wrote',
    { addresses: ['172.18.0.2'], addressAtStart: '172.18.0.2' },
    { manifest: manifestText([policyArg, logArg, '--advertise-address=10.9.9.9']) },
    '--advertise-address is wrong',
    [`manifest:${node}`],
  ],
  [
    'a manifest that the kubelet cannot read',
    { faults: new Map([['kube-apiserver.yaml', "couldn't parse as pod(json: cannot unmarshal)"]]) },
    {},
    "the kubelet cannot read kube-apiserver.yaml: couldn't parse as pod",
    [`manifest:${node}`],
  ],
  ['an expired certificate', certificate('apiserver', 50 * day), {}, 'apiserver.crt expired on 1970-02-20', []],
  ['an expired client', certificate('admin.conf', 50 * day), {}, '/etc/kubernetes/admin.conf expired on', []],
  ['an expired authority', certificate('ca', 50 * day), {}, '/etc/kubernetes/pki/ca.crt expired on', []],
  ['a certificate that is none', certificate('etcd/server', null), {}, 'etcd/server.crt holds no certificate', []],
  ['no certificate', certificate('apiserver', null, false), {}, 'apiserver.crt is not there', []],
  [
    'the port',
    { port: ['users:(("nginx",pid=77,fd=6))'] },
    {},
    'port 6443 of kind-control-plane is taken by nginx',
    [],
  ],
  ['no etcd', { etcdRuns: false }, { inspection: manifests({ 'etcd.yaml': null }) }, 'etcd.yaml is not there', []],
  [
    'etcd.yaml that cannot be read',
    { etcdRuns: false },
    { inspection: manifests({ 'etcd.yaml': 'a: [' }) },
    'etcd.yaml:1:5: unexpected end',
    [],
  ],
  ['etcd dead', { etcdRuns: false }, { inspection: manifests() }, 'etcd does not run', [`await:${node}`]],
  [
    'etcd in its back-off',
    { etcdRuns: false, etcdBackOff: '2m40s' },
    { inspection: manifests() },
    'etcd does not run: the kubelet waits 2m40s before it starts it again',
    [`await:${node}`],
  ],
  [
    'etcd silent',
    { readyz: ['[+]ping ok', '[-]etcd failed: reason withheld'] },
    {},
    'does not answer the API server',
    [],
  ],
  [
    'the old server ends',
    { now: 1_000_000, manifestChanged: 990, servers: [{ pid: 7, age: 500 }] },
    {},
    'kube-apiserver.yaml was changed 10.0 s ago, and the old API server is still ending',
    [`await:${node}`],
  ],
  ['shutdown', { readyz: ['[-]shutdown failed: reason withheld'] }, {}, 'is shutting down', []],
  [
    'a hook',
    { readyz: ['[-]poststarthook/rbac failed'] },
    {},
    '/readyz does not answer ok: poststarthook/rbac failed',
    [],
  ],
  [
    'the client',
    { readyz: ['error: tls: x509: certificate is not trusted'] },
    {},
    'ok: tls: x509: certificate is not trusted',
    [],
  ],
  [
    'a back-off',
    { backOff: '40s' },
    {},
    'no container of the API server runs: the kubelet waits 40s',
    [`await:${node}`],
  ],
])('not ready: %s', async (_what, vitals, more, evidence, keys) => {
  const seen = await look('api-server-ready', { ...more, vitals, script: down() });
  expect([seen.status, seen.evidence, seen.keys]).toEqual(['fail', expect.stringContaining(evidence), keys]);
});

test('where no server runs, the words of a client that was refused explain less than the back-off', async () => {
  const readyz = ['The connection to the server was refused'];
  const seen = await look('api-server-ready', { vitals: { readyz, backOff: '40s' }, script: down() });
  expect(seen.evidence).toContain('the kubelet waits 40s');
});

test('where nothing more basic is wrong, the last words of the server count, and how long the kubelet waits', async () => {
  const script = down('run 2\nend 2026-11-21T09:00:00Z stderr F Error: unknown flag: --audit-x\n');
  const seen = await look('api-server-ready', { script, vitals: { backOff: '20s' } });
  expect(seen).toMatchObject({
    evidence: 'the API server stopped: unknown flag: --audit-x; the kubelet waits 20s before it starts it again',
    keys: [`recover:${node}`],
  });
  const stale = await look('api-server-ready', { script, vitals: units('inactive') });
  expect(stale.evidence).toContain('kubelet is inactive');
});

test.each<readonly [string, string, TargetOptions, string, string, readonly string[]]>([
  ['node-services', 'run', { vitals: units('active') }, 'ok', 'containerd and kubelet run', []],
  [
    'node-services',
    'stopped while the server runs',
    { vitals: { ...units('inactive'), servers: [{ pid: 1, age: 9 }] } },
    'warn',
    'kubelet is inactive',
    [`services:${node}`],
  ],
  ['node-services', 'stopped', { vitals: units('inactive') }, 'fail', 'kubelet is inactive', [`services:${node}`]],
  ['node-services', 'in a loop', { vitals: units('restarting') }, 'fail', 'kubelet keeps ending: no container', []],
  [
    'node-services',
    'another address, while the server answers',
    {
      vitals: {
        ...units('active'),
        addresses: ['172.18.0.9'],
        addressAtStart: '172.18.0.2',
        servers: [{ pid: 1, age: 900 }],
      },
      manifest: manifestText([policyArg, logArg, '--advertise-address=172.18.0.2']),
    },
    'warn',
    'its address changed while it ran',
    [`restart-node:${node}`],
  ],
  ['node-services', 'no systemd', {}, 'skip', 'no systemd', []],
  ['components', 'there', { inspection: manifests() }, 'ok', 'all three', []],
  [
    'components',
    'broken',
    { inspection: manifests({ 'etcd.yaml': null, 'kube-scheduler.yaml': '' }) },
    'fail',
    'etcd.yaml is not there; kube-scheduler.yaml is empty',
    [`components:${node}`],
  ],
  ['certificates', 'valid', { vitals: certificate('apiserver', 300 * day) }, 'ok', 'valid for another', []],
  [
    'certificates',
    'no program',
    { vitals: { certificates: [{ name: 'ca', there: true, ends: null }] } },
    'skip',
    'no program',
    [],
  ],
  [
    'certificates',
    'not one file',
    { vitals: { certificates: [{ name: 'apiserver', there: false, ends: null }] } },
    'fail',
    'apiserver.crt is not there',
    [`certificates:${node}`],
  ],
  [
    'certificates',
    'one that is not needed for readiness',
    { vitals: certificate('apiserver-kubelet-client', 1) },
    'fail',
    'apiserver-kubelet-client.crt expired',
    [`certificates:${node}`],
  ],
  ['certificates', 'an authority', { vitals: certificate('etcd/ca', 1) }, 'fail', 'all others are signed by it', []],
  ['kubeadm-finished', 'yes', {}, 'ok', 'written', []],
  ['kubeadm-finished', 'no', { survey: { kubeadmFinished: false } }, 'fail', 'kubeadm never finished in', []],
])('%s: %s', async (id, _what, options, status, evidence, keys) => {
  const seen = await look(id, options);
  expect([seen.status, seen.evidence, seen.keys]).toEqual([status, expect.stringContaining(evidence), keys]);
});

/** A server that answers marked requests, none of which is found. */
const unseen =
  (answered: number): NonNullable<TargetOptions['script']> =>
  () => ({ exitCode: 1, stdout: `answered ${answered}\n` });

const open = (identity: string, path: string): Vitals => ({
  logIdentity: '1:5',
  open: [{ pid: 7, fd: 9, identity, path }],
});

test.each<readonly [what: string, options: TargetOptions, evidence: string, keys: readonly string[]]>([
  [
    'replaced',
    { vitals: open('1:4', `${LOG_FILE} (deleted)`) },
    `writes into a file that was replaced, and not into ${LOG_FILE}`,
    [`restart:${node}`],
  ],
  [
    'removed',
    { vitals: open('1:4', `${LOG_FILE} (deleted)`), survey: { log: { ...file(LOG_FILE), type: null } } },
    'a file that was removed',
    [`restart:${node}`],
  ],
  [
    'renamed',
    { vitals: open('1:4', '/var/log/kubernetes/moved'), survey: { log: { ...file(LOG_FILE), type: null } } },
    'was renamed to /var/log/kubernetes/moved',
    [`restart:${node}`],
  ],
  ['a folder', { survey: { log: { ...file(LOG_FILE), type: 'directory' } } }, 'is a directory', [`log:${node}`]],
  [
    'on a full disk',
    { inspection: { disks: [{ path: '/var/log/kubernetes', freeBytes: 0, usedPercent: 100 }] } },
    'the log cannot grow: no space left on device at /var/log/kubernetes',
    [],
  ],
  ['over its quota', { vitals: { refused: 'Error: write: disk quota exceeded' } }, 'disk quota exceeded at', []],
  [
    'immutable',
    { vitals: { attributes: new Map([[LOG_FILE, '----i---------e-------']]) } },
    `${LOG_FILE} is immutable`,
    [`log:${node}`],
  ],
  [
    'immutable where the node has no program for it',
    { vitals: { appendError: 'Operation not permitted' } },
    'is immutable',
    [],
  ],
  ['read-only', { vitals: { appendError: 'Read-only file system' } }, 'is not writable (Read-only file system)', []],
  ['append-only', { vitals: { attributes: new Map([[LOG_FILE, '-----a---']]) } }, 'append-only', [`log:${node}`]],
  [
    'refused',
    { vitals: { refused: 'Error in audit plugin: EIO' } },
    'cannot write its log: Error in audit plugin: EIO',
    [],
  ],
  [
    "another server's",
    { vitals: { servers: [7, 8].map((pid) => ({ pid, age: 1 })) } },
    '2 API servers share port 6443',
    [],
  ],
  [
    'dropped by the policy',
    { inspection: { policySource: goodPolicy.replace('Metadata', 'None') } },
    'rule 1 (line 4, level None) decides on them',
    [],
  ],
  ['not written', {}, `has not written them into ${LOG_FILE}`, []],
])('a log that is %s', async (_what, options, evidence, keys) => {
  const seen = await look('proof', { ...options, script: unseen(9) });
  expect([seen.status, seen.evidence, seen.keys]).toEqual(['fail', expect.stringContaining(evidence), keys]);
  expect(seen.evidence).toMatch(/^none of 10 marked requests is in the log: /);
});

test('a proof with no answer, one in another format, and one on standard output', async () => {
  expect((await look('proof', { script: unseen(0) })).evidence).toContain('marked requests was answered');
  const legacy = (): string => '2026-11-21T09:00:00Z AUDIT: id="1" stage="ResponseComplete"\n';
  expect((await look('proof', { script: legacy })).evidence).toContain('a line that is no audit event: 2026-11-21T09');
  const places: unknown[] = [];
  const script: NonNullable<TargetOptions['script']> = (_node, argv) => {
    places.push(argv[5]);
    return '{"auditID":"x","verb":"get","requestURI":"/m","level":"Metadata"}';
  };
  const seen = await look('proof', { script, manifest: manifestText([policyArg, '--audit-log-path=-']) });
  expect([seen.status, places]).toEqual(['ok', ['/var/log/pods/kube-system_kube-apiserver-']]);
});

const second = (name: string, command: string): { file: string; text: string } => ({
  file: 'a.yaml',
  text: `kind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [${command}]}\n`,
});

test.each([
  ['another name', second('kube-apiserver2', '{command: [kube-apiserver, --x]}'), 'a.yaml is a second kube-apiserver'],
  ['a path', second('x', '{command: [/usr/local/bin/kube-apiserver]}'), 'a.yaml is a second kube-apiserver'],
  ['a shell', second('x', '{command: [sh, -c, "exec kube-apiserver --a=b"]}'), 'a.yaml is a second kube-apiserver'],
  ['an image', second('x', '{image: "registry.k8s.io/etcd:3.6"}'), 'a.yaml is a second etcd'],
  ['a second container', second('x', '{command: [sleep]}, {command: [kube-scheduler]}'), 'a second kube-scheduler'],
  ["somebody's own", second('x', '{command: [httpd, kube-apiserver]}'), 'no strays'],
])('a manifest that runs a component by %s', async (_what, manifest, evidence) => {
  const seen = await look('stray-manifests', {
    inspection: { manifests: [...(manifests().manifests ?? []), manifest] },
  });
  expect(seen.evidence).toContain(evidence);
});

test.each([
  ['twice', [policyArg, '--audit-policy-file=/other.yaml', logArg], 'is set twice; the last, /other.yaml, wins'],
  ['three times', [policyArg, logArg, logArg, '--audit_log_path', '/x'], 'is set 3 times; the last, /x, wins'],
  ['in the legacy format', [policyArg, logArg, '--audit-log-format=legacy'], 'legacy format, which is no JSON'],
])('an argument %s is named, and the repair gives it back', async (_what, words, evidence) => {
  expect(await look('manifest', { manifest: manifestText(words) })).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining(evidence),
    keys: [`manifest:${node}`],
  });
});

test('a policy that the server reads from elsewhere is no stale mount', async () => {
  const elsewhere = { policy: policyFiles, survey: { policy: file('/etc/kubernetes/pki/other.yaml') } };
  expect(await look('policy-mounted', elsewhere)).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('--audit-policy-file names /etc/kubernetes/pki/other.yaml'),
    keys: [`manifest:${node}`],
  });
  expect((await look('policy-copies', elsewhere)).status).toBe('skip');
  const wrong = { ...elsewhere, inspection: { policySource: badPolicy } };
  expect((await look('policy-valid', wrong)).keys).toEqual([]);
});

test('a policy through a link, and one too large to be read', async () => {
  const linked = { ...file(POLICY_FILE), target: '/etc/kubernetes/policies/real.yaml' };
  expect(await look('policy-mounted', { survey: { policy: linked } })).toMatchObject({
    status: 'ok',
    evidence: expect.stringContaining('a link to /etc/kubernetes/policies/real.yaml'),
  });
  expect((await look('policy-mounted', { survey: { policy: { ...linked, type: null } } })).evidence).toBe(
    `${POLICY_FILE} links to /etc/kubernetes/policies/real.yaml, which is not there`,
  );
  const large = { survey: { policy: { ...file(POLICY_FILE), size: 20_000_000 } }, inspection: { policySource: null } };
  expect(await look('policy-valid', large)).toMatchObject({
    status: 'skip',
    evidence: expect.stringContaining('19.1 MiB'),
  });
});

test('a cluster that kubeadm never finished: that is the one finding, and nothing else is looked for', async () => {
  const target = fakeTarget({ survey: { kubeadmFinished: false } });
  const results = await runChecks(checkTable, target, new AbortController().signal);
  expect(results.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual(['kubeadm-finished']);
  expect(results.flatMap(({ repairs = [] }) => repairs)).toEqual([]);
});
