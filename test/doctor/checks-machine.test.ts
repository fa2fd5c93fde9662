// What the checks of engine, nodes and versions say, one target per line.
import { expect, test } from 'vitest';
import { controlPlane } from '../kit/engine.ts';
import { expectRow, look, type Row } from './check-row.ts';
import { file, type TargetOptions } from './fake-target.ts';

const other = (kind: string): NonNullable<TargetOptions['world']> => ({ command: () => ({ stdout: kind }) });
const kubeadm = (version: string): NonNullable<TargetOptions['inspection']> => ({
  kubeadm: { apiVersion: version, args: new Map(), volumes: [] },
});

test.each<Row>([
  ['engine', 'names what was chosen', {}, 'ok', 'docker 28.0.0, at tcp://engine.test:2375 (from a test)'],
  ['node-running', 'all running', {}, 'ok', '1 node, all running'],
  ['versions', 'match', {}, 'ok', 'kind v0.33.0, Kubernetes v1.36.3, kubeadm.k8s.io/v1beta4'],
  ['versions', 'no kind', { world: { command: () => undefined } }, 'warn', 'kind is not installed'],
  ['versions', 'old kind', { world: other('kind v0.11.1') }, 'fail', 'kind is too old'],
  [
    'versions',
    'a config of an old version',
    { inspection: { version: 'v1.37.0', ...kubeadm('kubeadm.k8s.io/v1beta3') } },
    'fail',
    'reads kubeadm.k8s.io/v1beta4',
  ],
  ['versions', 'no node of kind', { inspection: { version: null } }, 'warn', 'version of the node is unknown'],
  ['cgroup', 'v2', {}, 'ok', 'cgroup v2'],
  ['cgroup', 'v1 allowed', { inspection: { cgroupVersion: 1, failCgroupV1: false } }, 'ok', 'failCgroupV1: false'],
  ['cgroup', 'v1 on an older Kubernetes', { inspection: { cgroupVersion: 1, version: 'v1.34.0' } }, 'ok', 'cgroup v1'],
  ['cgroup', 'v1 rejected', { inspection: { cgroupVersion: 1 } }, 'fail', 'rejects it'],
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
    'slow',
    { inspection: { clock: { node: 0, before: 60_000, after: 60_100 } } },
    'warn',
    "the node's clock is 1 min 00 s slow",
  ],
  ['clock-skew', 'fast', { inspection: { clock: { node: 90_000, before: 0, after: 10 } } }, 'warn', 's fast, compared'],
])('%s: %s', (...row) => expectRow(...row));

test.each([
  ['paused', 'docker unpause kind-control-plane', ['start:kind-control-plane']],
  ['exited', 'docker start kind-control-plane', ['start:kind-control-plane']],
  ['dead', 'docker logs kind-control-plane', []],
])('a node that is %s', async (state, fix, keys) => {
  const containers = [{ ...controlPlane('kind'), running: false, state }];
  expect(await look('node-running', { containers })).toMatchObject({ status: 'fail', fix, keys });
  expect(await look('proof', { containers })).toMatchObject({ status: 'skip', evidence: `the node is ${state}` });
});

const stopped = (
  mounts: readonly { source: string; target: string }[] = [],
): NonNullable<TargetOptions['containers']> => [{ ...controlPlane('kind'), running: false, state: 'exited', mounts }];
const answers = (stdout: string): NonNullable<TargetOptions['world']> => ({ command: () => ({ stdout }) });
const policyMount = { source: '/home/jane/audit-policy.yaml', target: '/etc/kubernetes/policies/audit-policy.yaml' };

test('a node that cannot start says why, in the words of the engine', async () => {
  const seen = await look('node-running', { containers: stopped(), world: answers('1 cgroup: no such device\nmore') });
  expect(seen).toMatchObject({
    evidence: 'kind-control-plane is exited: cgroup: no such device',
    keys: ['start:kind-control-plane'],
  });
});

test('a node on no network is connected before it is started', async () => {
  const seen = await look('node-running', { containers: stopped(), world: answers('0 ') });
  expect(seen).toMatchObject({
    evidence: 'kind-control-plane is exited: it is on no network',
    fix: 'docker network connect kind kind-control-plane && docker start kind-control-plane',
  });
});

test('a node whose mounted file is gone is not started before the file is there again', async () => {
  const gone = await look('node-running', { containers: stopped([policyMount]), world: answers('1 ') });
  expect(gone).toMatchObject({
    evidence: 'kind-control-plane is exited: /home/jane/audit-policy.yaml, which it mounts, is gone',
    fix: 'kind-audit policy new /home/jane/audit-policy.yaml --yes && docker start kind-control-plane',
    keys: [],
  });
  const folder = await look('node-running', {
    containers: stopped([policyMount]),
    world: { ...answers('1 not a directory'), folders: [policyMount.source] },
  });
  expect(folder).toMatchObject({
    evidence: expect.stringContaining('which it mounts as a file, is a folder: not a directory'),
    fix: expect.stringMatching(/^rmdir \/home\/jane\/audit-policy.yaml && kind-audit policy new .* && docker start/),
  });
});

test('a stale mount whose file is gone: the node is restarted only after the file is there again', async () => {
  const containers = [{ ...controlPlane('kind'), mounts: [policyMount] }];
  const survey = { policy: { ...file(policyMount.target), links: 0 } };
  expect(await look('stale-mount', { containers, survey })).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('is gone from this host'),
    fix: 'kind-audit policy new /home/jane/audit-policy.yaml --yes && docker restart kind-control-plane',
  });
});
