// The control planes of a cluster as sources: which there are, where their logs are, reading them once.
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Node, NodeContainer } from '../../src/core/ports.ts';
import { clusterSources } from '../../src/logs/cluster-sources.ts';
import { findLogPlace, otherPlaces } from '../../src/node/log-place.ts';
import { fakeEngine } from '../kit/engine.ts';
import { fakeWorld } from '../kit/world.ts';
import { all, bashNode, event, shown, tempDir } from './kit.ts';

test('reads rotated files, packed ones too, and the log; half a line at its end is not there yet', async () => {
  using dir = tempDir();
  const path = (name: string): string => `${dir.path}/${name}`;
  writeFileSync(path('audit-2026-11-21T08-00-00.003.log.gz'), gzipSync(`${event(1)}\n${event(2)}\n`));
  writeFileSync(path('audit-2026-11-21T08-00-00.005.log'), `${event(3)}\n${event(4)}\n`);
  writeFileSync(path('audit.log'), `${event(5)}\n${event(6).slice(0, 20)}`);
  const node = bashNode('plane', path('audit.log'));
  expect(await shown([node])).toEqual([1, 2, 3, 4, 5]);
  expect(await shown([node], { ...all, since: Date.UTC(2026, 10, 21, 8, 0, 0, 3) })).toEqual([3, 4, 5]);
  expect(await shown([node], { ...all, since: Date.UTC(2020, 1, 1) })).toEqual([1, 2, 3, 4, 5]);
  expect(await shown([node], { ...all, tail: 1 })).toEqual([5]);
  expect(await shown([node], { ...all, tail: 3 })).toEqual([3, 4, 5]);
});

test('merges several control planes by time', async () => {
  using dir = tempDir();
  const nodes = [0, 1, 2].map((plane) => {
    mkdirSync(`${dir.path}/${plane}`);
    const path = `${dir.path}/${plane}/audit.log`;
    writeFileSync(path, [0, 1, 2, 3].map((round) => `${event(round * 3 + plane)}\n`).join(''));
    return bashNode(`plane${plane}`, path);
  });
  expect(await shown(nodes)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a missing log is a problem that names it', async () => {
  using dir = tempDir();
  await expect(shown([bashNode('plane', `${dir.path}/none.log`)])).rejects.toMatchObject({
    code: 'cluster-unhealthy',
    message: `plane has no audit log at ${dir.path}/none.log`,
  });
});

const container = (name: string, changes: Partial<NodeContainer> = {}): NodeContainer => ({
  name,
  cluster: 'kind',
  role: 'control-plane',
  running: true,
  state: 'running',
  image: 'kindest/node',
  id: name,
  created: 0,
  mounts: [],
  ...changes,
});

function withNodes(...nodes: readonly NodeContainer[]) {
  return fakeWorld({ parts: { engine: async () => fakeEngine({ nodes }) } });
}

test('only control planes of the named cluster', async () => {
  const world = withNodes(
    container('kind-control-plane'),
    container('kind-worker', { role: 'worker' }),
    container('kind-external-load-balancer', { role: 'external-load-balancer' }),
    container('other-control-plane', { cluster: 'other' }),
  );
  expect((await clusterSources('kind', false, world)).map(({ name }) => name)).toEqual(['kind-control-plane']);
});

test('no such cluster, stopped nodes', async () => {
  const paused = container('kind-control-plane', { running: false, state: 'paused' });
  await expect(clusterSources('nope', false, withNodes(paused))).rejects.toMatchObject({
    code: 'cluster-missing',
    message: 'there is no kind cluster "nope"; there are: kind',
    hint: 'add --name kind, or: kind-audit up --name nope',
  });
  await expect(clusterSources('kind', false, withNodes(paused))).rejects.toMatchObject({
    code: 'node-stopped',
    hint: 'docker unpause kind-control-plane',
  });
  const followed = await clusterSources('kind', true, withNodes(paused));
  expect(followed.map(({ name, isBeside }) => [name, isBeside])).toEqual([
    ['kind-control-plane', undefined],
    ...Array.from({ length: 4 }, () => ['kind-control-plane', true]),
  ]);
  const world = withNodes(paused, container('kind-control-plane2'));
  expect((await clusterSources('kind', false, world)).map(({ name }) => name)).toEqual(['kind-control-plane2']);
  expect(world.events).toMatchObject([
    { level: 'warn', text: expect.stringContaining('kind-control-plane is paused') },
  ]);
});

const manifest = (path: string, mounts = '[{name: l, mountPath: /var/log/audit}]'): Node =>
  ({
    name: 'plane',
    run: async () => ({
      exitCode: 0,
      stdout: `spec: {containers: [{command: [kube-apiserver${path}], volumeMounts: ${mounts}}], volumes: [{name: l, hostPath: {path: /data}}]}`,
    }),
  }) as unknown as Node;

test('finds the log where the manifest says', async () => {
  const signal = new AbortController().signal;
  expect(await findLogPlace(manifest(', --audit-log-path=/var/log/audit/a.log'), signal)).toEqual({
    kind: 'file',
    path: '/data/a.log',
  });
  const output = await findLogPlace(manifest(', --audit-log-path=-'), signal);
  expect(output.kind).toBe('pods');
  const usual = '/var/log/kubernetes/kube-apiserver-audit.log';
  const inUsual = [
    { kind: 'beside', path: usual },
    { kind: 'file', path: usual },
  ] as const;
  expect(otherPlaces(output)).toEqual(inUsual);
  expect(otherPlaces({ kind: 'file', path: usual })).toEqual([inUsual[0], output]);
  expect(otherPlaces({ kind: 'file', path: '/data/a.log' })).toEqual([
    { kind: 'beside', path: '/data/a.log' },
    output,
    ...inUsual,
  ]);
  expect(await findLogPlace(manifest(''), signal)).toEqual({
    kind: 'file',
    path: '/var/log/kubernetes/kube-apiserver-audit.log',
  });
  await expect(findLogPlace(manifest(', --audit-log-path=/elsewhere/a.log'), signal)).rejects.toMatchObject({
    code: 'cluster-differs',
  });
});
