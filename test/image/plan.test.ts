// The plan of an image: versions, names, and what makes a part stale.
import { expect, test } from 'vitest';
import { inputKeys } from '../../src/image/inputs.ts';
import { planImage, parseImageVersion } from '../../src/image/plan.ts';
import { leftovers } from '../../src/image/stage.ts';
import { fakeWorld } from '../kit/world.ts';

const files = {
  '/templates/image/packages': 'trixie\nbash\n',
  '/templates/image/go/go.mod': 'module node\n\nrequire k8s.io/kubernetes v1.36.3\n',
  '/templates/image/go/pause/main.go': 'package main',
  '/templates/image/rootfs/kind/x.yaml': 'a: 1',
  '/templates/image/steps/base.sh': 'true',
};

test('the pinned version is the default, and everything is named after it', async () => {
  const plan = await planImage(fakeWorld({ files }), {});
  expect(plan.version).toBe('v1.36.3');
  expect(plan.pinned).toBe(true);
  expect(plan.nodeImage).toBe('kindest/node:v1.36.3');
  expect(plan.paths.programs).toMatch(/^\/home\/person\/\.cache\/kind-audit\/image\/v1\.36\.3\/programs-[0-9a-f]{12}$/);
  expect(plan.paths.base).toMatch(/^\/home\/person\/\.cache\/kind-audit\/image\/base\/base-[0-9a-f]{12}$/);
});

test('another version shares the base and nothing else', async () => {
  const world = fakeWorld({ files });
  const plan = await planImage(world, {});
  const other = await planImage(world, { kubernetesVersion: [1, 35, 4] });
  expect(other.pinned).toBe(false);
  expect(other.nodeImage).toBe('kindest/node:v1.35.4');
  expect(other.keys.base).toBe(plan.keys.base);
  expect(other.keys.programs).not.toBe(plan.keys.programs);
  expect(other.keys.node).not.toBe(plan.keys.node);
  expect(other.keys.loadBalancer).toBe(plan.keys.loadBalancer);
});

test('the tests of the Go programs, which are not in the package, make nothing stale', async () => {
  const tested = { ...files, '/templates/image/go/pause/main_test.go': 'package main' };
  const plan = await planImage(fakeWorld({ files }), {});
  expect((await planImage(fakeWorld({ files: tested }), {})).keys).toEqual(plan.keys);
});

test('XDG_CACHE_HOME moves the cache', async () => {
  const plan = await planImage(fakeWorld({ files, parts: { env: { XDG_CACHE_HOME: '/cache' } } }), {});
  expect(plan.paths.record).toBe('/cache/kind-audit/image/v1.36.3/made.json');
});

test('a package without its templates says so', async () => {
  await expect(planImage(fakeWorld(), {})).rejects.toMatchObject({ code: 'file-unreadable' });
});

test.each(['1.36', 'latest', 'v1.36.3-rc.0', '', 'v1.33.9', 'v1.37.0'])('cannot be built: %j', (text) => {
  expect(() => parseImageVersion(text)).toThrow(expect.objectContaining({ code: 'usage' }));
});

test.each([
  ['v1.36.9', [1, 36, 9]],
  ['1.34.0', [1, 34, 0]],
])('can be built: %s', (text, version) => {
  expect(parseImageVersion(text)).toEqual(version);
});

test.each([
  ['a program of kind-audit', 'go/pause/main.go', ['programs', 'node', 'loadBalancer']],
  ['a file of the node', 'rootfs/kind/x.yaml', ['node']],
  ['the packages', 'packages', ['base', 'node']],
  ['the step that makes the base', 'steps/base.sh', ['base', 'node']],
  ['the step that makes the layers', 'steps/layers.sh', ['node', 'loadBalancer']],
] as const)('%s makes stale only what it is part of', (_title, path, stale) => {
  const sha256 = fakeWorld().sha256;
  const keys = (content: string): Record<string, string> => ({
    ...inputKeys(
      sha256,
      [
        ['a', 'x'],
        [path, sha256(content)],
      ],
      'v1.36.3',
      'amd64',
    ),
  });
  const [before, after] = [keys('before'), keys('after')];
  expect(Object.keys(before).filter((key) => before[key] !== after[key])).toEqual(stale);
});

test('for another processor everything is made again', () => {
  const sha256 = fakeWorld().sha256;
  const amd = Object.values(inputKeys(sha256, [], 'v1.36.3', 'amd64'));
  const arm = Object.values(inputKeys(sha256, [], 'v1.36.3', 'arm64'));
  expect(amd.filter((key) => arm.includes(key))).toEqual([]);
});

test('older parts and those of dead runs go; a living run and other parts stay', () => {
  const names = ['base-1', 'programs-1', 'programs-2', 'programs-2.part-7', 'programs-2.part-8', 'programs-3.part-7'];
  expect(leftovers(names, 'programs-2', (pid) => pid === 8)).toEqual([
    'programs-1',
    'programs-2.part-7',
    'programs-3.part-7',
  ]);
});
