// The need for a node image: here, from a registry, or built; and the tools of a build.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { LocalImage } from '../../src/core/ports.ts';
import { requiredVersion } from '../../src/image/go-module.ts';
import { planImageTools } from '../../src/machine/image-tools.ts';
import { nodeImageNeed } from '../../src/machine/needs/node-image.ts';
import { lookAtNodeImage, REFERENCE } from '../../src/machine/node-image.ts';
import { fakeEngine, type FakeEngineOptions } from '../kit/engine.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from '../kit/world.ts';

const built: LocalImage = { id: '1', labels: { 'io.kind-audit.inputs': 'abc' } };
const pulled: LocalImage = { id: '2', labels: {} };
const withEngine = (engine: FakeEngineOptions, options: FakeWorldOptions = {}): FakeWorld =>
  fakeWorld({ ...options, parts: { engine: async () => fakeEngine(engine), ...options.parts } });

test('what is asked of a registry is what a build here makes', () => {
  const goMod = readFileSync(new URL('../../templates/image/go/go.mod', import.meta.url), 'utf8');
  expect(REFERENCE).toBe(`kindest/node:${requiredVersion(goMod, 'k8s.io/kubernetes')}`);
});

describe('look for any', () => {
  test.each<[string, FakeEngineOptions, object]>([
    [
      'one that was built here comes first',
      { images: { 'kindest/node:v1.36.3': built, 'kindest/node:v1.37.0': pulled }, registry: 'yes' },
      { status: 'present', image: 'kindest/node:v1.36.3' },
    ],
    [
      'the newest of those built here',
      { images: { 'kindest/node:v1.9.0': built, 'kindest/node:v1.36.3': built } },
      { status: 'present', image: 'kindest/node:v1.36.3' },
    ],
    [
      'a registry that answers leaves the choice to kind',
      { images: { 'kindest/node:v1.30.0': pulled }, registry: 'no' },
      { status: 'present', image: null },
    ],
    [
      'any that is here where no registry answers',
      { images: { 'kindest/node:v1.30.0': pulled } },
      { status: 'present', image: 'kindest/node:v1.30.0' },
    ],
    ['nothing', {}, { status: 'missing', image: null, evidence: 'none is here, and no container registry answers' }],
  ])('%s', async (_name, engine, expected) => {
    expect(await lookAtNodeImage(withEngine(engine), null)).toMatchObject(expected);
  });

  test('without an engine nothing is known', async () => {
    expect(await lookAtNodeImage(fakeWorld(), null)).toMatchObject({ status: 'unknown' });
  });
});

test.each<[FakeEngineOptions, string]>([
  [{ images: { 'my/node:v1': pulled } }, 'present'],
  [{ registry: 'yes' }, 'present'],
  [{ registry: 'no' }, 'missing'],
  [{ registry: 'unreachable' }, 'missing'],
])('a requested image, with %j, is %s', async (engine, status) => {
  expect(await lookAtNodeImage(withEngine(engine), 'my/node:v1')).toMatchObject({ status });
});

describe('plan', () => {
  const tools = { go: '/usr/bin/go', debootstrap: '/usr/sbin/debootstrap' };
  const debian = { '/etc/os-release': 'ID=debian\n' };
  const goVersion = (version: string): FakeWorldOptions => ({
    command: () => ({ stdout: `go version ${version} linux/amd64\n` }),
  });

  test('with the tools there: a build', async () => {
    const plan = await nodeImageNeed.plan(fakeWorld({ programs: tools, ...goVersion('go1.26.8') }));
    expect(plan).toMatchObject({ how: 'steps', steps: [], afterwards: { title: expect.stringContaining(REFERENCE) } });
  });

  test('debootstrap comes as a package', async () => {
    const world = fakeWorld({ programs: { go: '/usr/bin/go' }, files: debian, ...goVersion('go1.24') });
    expect(await nodeImageNeed.plan(world)).toMatchObject({ steps: [{ id: 'image-tools' }] });
  });

  test.each<[string, FakeWorldOptions, RegExp]>([
    ['no Go', { programs: {} }, /needs Go$/],
    ['an old Go', { programs: tools, ...goVersion('go1.19.8') }, /needs Go 1\.21 or newer, not 1\.19/],
    [
      'a broken Go',
      { programs: tools, command: () => ({ exitCode: 2, stderr: 'no GOROOT' }) },
      /does not work: no GOROOT/,
    ],
    ['another distribution', { programs: { go: '/usr/bin/go' }, ...goVersion('go1.26.8') }, /needs debootstrap/],
    ['a person', { machine: { uid: 1000 } }, /needs root/],
    ['macOS', { machine: { platform: 'darwin' } }, /on Linux only/],
  ])('%s: by hand', async (_name, options, why) => {
    expect(await nodeImageNeed.plan(fakeWorld(options))).toMatchObject({
      how: 'manual',
      why: expect.stringMatching(why),
    });
  });

  test('a Go that is only not on PATH', async () => {
    const world = fakeWorld({ files: { '/usr/local/go/bin/go': '' } });
    expect(await planImageTools(world)).toMatchObject({
      commands: ['export PATH="/usr/local/go/bin:$PATH"', 'kind-audit setup --yes'],
    });
  });
});
