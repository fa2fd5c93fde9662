// Building against fakes: the order of things, what is kept, what is refused, and what is left after a failure.
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { buildImages } from '../../src/image/build-images.ts';
import { builtKindPath } from '../../src/image/kind-binary.ts';
import { planImage } from '../../src/image/plan.ts';
import type { CommandScript } from '../kit/exec.ts';
import type { FakeWorldOptions } from '../kit/world.ts';
import { BALANCER, NODE, scene, type Scene } from './scene.ts';

const programsRun = ({ world }: Scene): readonly string[] =>
  world.ran.map(
    (argv) => argv.find((word) => word.endsWith('.sh'))?.replace(/^.*\//, '') ?? argv.slice(0, 2).join(' '),
  );

test('builds both images, in order, and keeps the programs', async () => {
  const all = scene();
  expect(await buildImages(all.world, {})).toEqual({ nodeImage: NODE, loadBalancerImage: BALANCER, built: true });
  expect(programsRun(all).filter((name) => /sh$|^docker/.test(name))).toEqual([
    'base.sh',
    'node.sh',
    'layers.sh',
    'store.sh',
    'docker import',
    'import.sh',
    'docker create',
    'docker commit',
    'docker rm',
    'docker rmi',
  ]);
  expect(await builtKindPath(all.world)).toMatch(/\/programs-[0-9a-f]{12}\/kind$/);
  expect([...all.world.disk.keys()].filter((path) => path.includes('.part-') || path.includes('/tree-'))).toEqual([]);
  expect(all.world.events).toContainEqual(
    expect.objectContaining({ type: 'step-progress', text: expect.stringContaining('compiled 2 of 2 packages') }),
  );
});

test('a second build says that both are there and runs nothing', async () => {
  const all = scene();
  await buildImages(all.world, {});
  all.world.ran.length = 0;
  all.world.events.length = 0;
  expect(await buildImages(all.world, {})).toEqual({ nodeImage: NODE, loadBalancerImage: BALANCER, built: false });
  expect(all.world.ran).toEqual([]);
  expect(all.world.events).toEqual([]);
});

test('an image made from other inputs is made again, from the parts that still fit', async () => {
  const all = scene();
  await buildImages(all.world, {});
  all.world.disk.set('/templates/image/rootfs/kind/x.yaml', { data: 'new', mode: 0o644 });
  all.world.ran.length = 0;
  expect(await buildImages(all.world, {})).toMatchObject({ built: true });
  expect(programsRun(all)).not.toContain('go build');
  expect(programsRun(all)).not.toContain('base.sh');
  expect(programsRun(all)).toContain('node.sh');
});

test('a compile error ends the base, and neither leaves anything', async () => {
  const all = scene(async (argv, { signal }) => {
    if (argv[1] === 'build') return { exitCode: 1, stderr: 'x.go:1: no' };
    if (!argv.includes('/templates/image/steps/base.sh')) return undefined;
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
  });
  await expect(buildImages(all.world, {})).rejects.toMatchObject({ code: 'command-failed', details: /x\.go:1: no/ });
  expect([...all.world.disk.keys()].filter((path) => path.includes('/.cache/'))).toEqual([]);
});

test('an interrupted import leaves no container and no unnamed image, and the tree for the next run', async () => {
  const all = scene((argv) => {
    if (argv[1] !== 'commit') return undefined;
    all.world.stop.abort(new Problem('interrupted', 'interrupted'));
    throw all.world.signal.reason;
  });
  await expect(buildImages(all.world, {})).rejects.toMatchObject({ code: 'interrupted' });
  expect(programsRun(all).slice(-2)).toEqual(['docker rm', 'docker rmi']);
  expect([...all.world.disk.keys()].some((path) => path.includes('/tree-'))).toBe(true);
});

test('everything that is missing is reported at once, before anything is made', async () => {
  const all = scene(() => undefined, { programs: { go: '/go' }, machine: { uid: 1000 } });
  const error: unknown = await buildImages(all.world, {}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'not-permitted', hint: 'sudo kind-audit image build' });
  expect((error as Problem).details).toContain('also: not installed: bash, chroot, debootstrap, docker');
  expect(programsRun(all)).toEqual(['apt-get indextargets', 'go version']);
});

test.each<[string, Partial<FakeWorldOptions>, CommandScript, RegExp]>([
  ['no Debian mirror', {}, ([name]) => (name === 'apt-get' ? { exitCode: 1 } : undefined), /no Debian mirror/],
  [
    'an old go',
    {},
    ([, word]) => (word === 'version' ? { exitCode: 1, stderr: 'go: too old' } : undefined),
    /Go 1\.26\.0 is needed: go: too old/,
  ],
  ['not Linux', { machine: { platform: 'darwin' } }, () => undefined, /needs Linux/],
])('refuses: %s', async (_title, options, script, message) => {
  await expect(buildImages(scene(script, options).world, {})).rejects.toThrow(message);
});

test('a full disk is reported with sizes', async () => {
  const all = scene();
  Object.assign(all.world.files, { freeBytes: async () => 1024 ** 3 });
  await expect(buildImages(all.world, {})).rejects.toMatchObject({ code: 'disk-full', message: /1\.0 GiB free/ });
});

test('another Kubernetes gets a module of its own, worked out by go', async () => {
  const all = scene();
  await buildImages(all.world, { kubernetesVersion: [1, 35, 4] });
  const { paths } = await planImage(all.world, { kubernetesVersion: [1, 35, 4] });
  expect(programsRun(all)).toContain('go mod');
  const goMod = String(all.world.disk.get(`${paths.source}/go.mod`)?.data);
  expect(goMod).toContain('k8s.io/kubernetes v1.35.4');
  expect(goMod).toContain('go.etcd.io/etcd/server/v3 v3.6.6');
  expect(all.world.disk.get(`${paths.source}/pause/main.go`)?.data).toBe('package main');
});
