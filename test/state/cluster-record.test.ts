// The record of a cluster, and the command lines made of it.
import { expect, test } from 'vitest';
import { howMade, remakeCommand, upCommand } from '../../src/state/cluster-commands.ts';
import { parseRecord } from '../../src/state/cluster-record.ts';
import { recordText } from '../../src/state/cluster-state.ts';

const settings = {
  name: 'dev',
  image: 'kindest/node:v1.36.3',
  controlPlanes: 3,
  workers: 1,
  rotation: { maxAgeDays: 30, maxBackups: 10, maxSizeMiB: 1 },
  policyDir: '/state/policies',
  logsDir: '/state/logs',
  kubelet: { allowCgroupV1: false, toleratesReducedCapabilities: false },
};
const record = { settings, dir: '/my project', kubeconfig: '/kc' };

test('a record is read as it was written, and makes the same cluster again', () => {
  const read = parseRecord(recordText(record));
  expect(read).toMatchObject(record);
  if (read === null) throw new Error('no record');
  expect(remakeCommand(howMade(read))).toBe(
    "kind-audit down --name dev --kubeconfig /kc && kind-audit up --name dev --dir '/my project' --image kindest/node:v1.36.3 --control-planes 3 --workers 1 --log-max-size 1 --kubeconfig /kc",
  );
  const plain = { ...howMade(read), image: null, controlPlanes: 1, workers: 0, kubeconfig: null, policy: 'gce' };
  expect(upCommand(plain, '--force')).toBe(
    "kind-audit up --name dev --dir '/my project' --policy gce --log-max-size 1 --force",
  );
});

test.each<[string, object]>([
  ['controlPlanes', { settings: { ...settings, controlPlanes: 1e9 } }],
  ['workers', { settings: { ...settings, workers: -1 } }],
  ['image', { settings: { ...settings, image: 'a\nnext: rm -rf ~' } }],
  ['rotation', { settings: { ...settings, rotation: null } }],
  ['settings', { settings: 5 }],
  ['dir', { dir: 5 }],
  ['relative dir', { dir: 'x' }],
  ['kubeconfig', { kubeconfig: ['x'] }],
  ['schema', { schema: 'kind-audit.cluster/v2' }],
])('a record whose %s no run has written is none', (_what, change) => {
  const text = JSON.stringify({ ...(JSON.parse(recordText(record)) as object), ...change });
  expect(parseRecord(text)).toBeNull();
});

test.each(['', 'null', '[]', '5', '{'])('%j is no record', (text) => expect(parseRecord(text)).toBeNull());
