// The need for kind: what is seen, where it is put, and how it is fetched and checked.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { requiredVersion } from '../../src/image/go-module.ts';
import type { World } from '../../src/core/ports.ts';
import type { Provision } from '../../src/machine/need.ts';
import { runSteps } from '../../src/core/step.ts';
import { planImage } from '../../src/image/plan.ts';
import { KIND_MODULE, KIND_MODULE_SUM, KIND_RELEASE, releaseFor } from '../../src/machine/kind/release.ts';
import { findKind } from '../../src/machine/kind/find.ts';
import { kindNeed } from '../../src/machine/needs/kind.ts';
import type { CommandScript } from '../kit/exec.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from '../kit/world.ts';

const at = (path: string, version: string, more: FakeWorldOptions = {}): FakeWorld =>
  fakeWorld({
    programs: { kind: path },
    files: { [path]: 'the old kind' },
    command: () => ({ stdout: `kind ${version} go1.26.8 linux/amd64\n` }),
    ...more,
  });

test('the pins are those of the node image', () => {
  const folder = new URL('../../templates/image/go/', import.meta.url);
  expect(readFileSync(new URL('go.sum', folder), 'utf8')).toContain(
    `${KIND_MODULE} ${KIND_RELEASE} ${KIND_MODULE_SUM}\n`,
  );
  expect(requiredVersion(readFileSync(new URL('go.mod', folder), 'utf8'), KIND_MODULE)).toBe(KIND_RELEASE);
});

describe('look', () => {
  test.each([
    ['v0.33.0', 'present', 'kind v0.33.0 at /usr/bin/kind'],
    ['v0.17.0', 'unusable', 'kind v0.17.0 at /usr/bin/kind is older than v0.20.0'],
    ['nothing', 'unusable', '/usr/bin/kind does not report its version'],
  ])('%s is %s', async (version, status, evidence) => {
    expect((await findKind(at('/usr/bin/kind', version))).state).toEqual({ status, evidence });
  });

  test('none is missing, and has no version', async () => {
    expect((await findKind(fakeWorld())).state).toMatchObject({ status: 'missing' });
    expect((await findKind(fakeWorld())).version).toBeNull();
  });

  test('one that is not on PATH is named', async () => {
    const world = fakeWorld({ files: { '/home/person/.local/bin/kind': 'x' }, machine: { uid: 1000 } });
    expect((await findKind(world)).state).toEqual({
      status: 'unusable',
      evidence: '/home/person/.local/bin/kind is not on PATH',
    });
    expect(await kindNeed.plan(world)).toMatchObject({ commands: ['export PATH="/home/person/.local/bin:$PATH"'] });
  });
});

describe('plan', () => {
  const titles = (provision: Provision): readonly string[] =>
    provision.how === 'steps' ? provision.steps.map(({ title }) => title) : provision.commands;

  test.each<[string, FakeWorld, string[]]>([
    ['root', fakeWorld(), ['Install kind v0.33.0 as /usr/local/bin/kind']],
    ['a person', fakeWorld({ machine: { uid: 1000 } }), ['Install kind v0.33.0 as /home/person/.local/bin/kind']],
    ['macOS', fakeWorld({ machine: { platform: 'darwin' } }), ['brew install kind']],
    ['an old one later on PATH', at('/usr/bin/kind', 'v0.17.0'), ['Install kind v0.33.0 as /usr/local/bin/kind']],
    [
      'an old one earlier on PATH',
      at('/opt/bin/kind', 'v0.17.0', { parts: { env: { PATH: '/opt/bin:/usr/local/bin' } } }),
      ['mv /opt/bin/kind /opt/bin/kind-v0.17.0', 'kind-audit setup --yes'],
    ],
  ])('%s', async (_name, world, expected) => {
    expect(titles(await kindNeed.plan(world))).toEqual(expected);
  });
});

describe('install', () => {
  const TARGET = '/usr/local/bin/kind';
  const program = new TextEncoder().encode('a program');
  const sha256 = releaseFor({ platform: 'linux', architecture: 'amd64' })?.sha256 ?? '';
  const http = (status: number, chunks: readonly Uint8Array[] = [program]): Partial<World> => ({
    http: {
      status: async () => 'unreachable',
      get: async () => ({
        status,
        body: (async function* () {
          yield* chunks;
        })(),
      }),
    },
  });
  const go =
    (sum: string): CommandScript =>
    (argv, { env }) => {
      if (argv[1] === 'mod') return { stdout: JSON.stringify({ Sum: sum }) };
      world?.disk.set(`${env?.['GOBIN']}/kind`, { data: 'built', mode: 0o755 });
      return {};
    };
  const templates = { '/templates/image/go/go.mod': 'require k8s.io/kubernetes v1.36.3\n' };
  const left = (world: FakeWorld | undefined): string[] =>
    [...(world?.disk.keys() ?? [])].filter((path) => !path.startsWith('/templates/'));
  let world: FakeWorld | undefined;

  async function install(options: FakeWorldOptions): Promise<FakeWorld> {
    world = fakeWorld({ ...options, files: { ...templates, ...options.files } });
    const provision = await kindNeed.plan(world);
    if (provision.how !== 'steps') throw new Error('expected steps');
    await runSteps(provision.steps, world, world);
    return world;
  }

  test('a download with the right checksum is written whole, and may be run', async () => {
    const { disk } = await install({ parts: { ...http(200), sha256: () => sha256 } });
    expect(disk.get(TARGET)).toMatchObject({ mode: 0o755 });
    expect(left(world)).toEqual([TARGET]);
  });

  test('a download with another checksum is refused, and go is not tried', async () => {
    const attempt = install({ parts: http(200), programs: { go: '/usr/bin/go' }, command: go(KIND_MODULE_SUM) });
    await expect(attempt).rejects.toMatchObject({
      message: expect.stringMatching(/is not kind v0.33.0; nothing was installed/),
    });
    expect(left(world)).toEqual([]);
    expect(world?.ran).toEqual([]);
  });

  test.each<[string, Partial<World>]>([
    ['the host does not answer', {}],
    ['the host answers 403', http(403)],
    [
      'the download breaks off',
      {
        http: {
          status: async () => 'unreachable',
          get: async () => ({
            status: 200,
            body: (async function* (): AsyncGenerator<Uint8Array> {
              yield program;
              throw new Error('terminated');
            })(),
          }),
        },
      },
    ],
  ])('where %s, it is built from its module', async (_name, parts) => {
    const { disk, events } = await install({
      parts,
      programs: { go: '/usr/bin/go' },
      command: go(KIND_MODULE_SUM),
    });
    expect(disk.get(TARGET)).toEqual({ data: 'built', mode: 0o755 });
    expect(left(world)).toEqual([TARGET]);
    expect(events.findLast(({ type }) => type === 'step-done')).toMatchObject({
      text: expect.stringMatching(/^built from sigs.k8s.io\/kind@v0.33.0/),
    });
  });

  test('one that an image build has compiled is taken before another is built', async () => {
    const { paths } = await planImage(fakeWorld({ files: templates }), {});
    const { disk, ran } = await install({
      files: { [`${paths.programs}/kind`]: 'compiled' },
      programs: { go: '/usr/bin/go' },
    });
    expect(disk.get(TARGET)?.data).toBe('compiled');
    expect(ran).toEqual([]);
  });

  test('a module with another checksum is not built', async () => {
    const attempt = install({ programs: { go: '/usr/bin/go' }, command: go('h1:other') });
    await expect(attempt).rejects.toMatchObject({ details: expect.stringMatching(/h1:other/) });
    expect(left(world)).toEqual([]);
    expect(world?.ran).toHaveLength(1);
  });

  test('without a host and without go it says what to install', async () => {
    await expect(install({})).rejects.toMatchObject({ code: 'tool-missing', hint: expect.stringMatching(/go\.dev/) });
  });

  test('the old one is kept under its version', async () => {
    const { disk } = await install({
      programs: { kind: TARGET },
      files: { [TARGET]: 'the old kind' },
      command: () => ({ stdout: 'kind v0.17.0 go1.20\n' }),
      parts: { ...http(200), sha256: () => sha256 },
    });
    expect(disk.get(`${TARGET}-v0.17.0`)?.data).toBe('the old kind');
    expect(disk.get(TARGET)?.mode).toBe(0o755);
  });

  test('an interruption leaves nothing', async () => {
    const attempt = install({
      programs: { go: '/usr/bin/go' },
      command: (argv, options) => {
        if (argv[1] === 'install') world?.stop.abort(new Error('interrupted'));
        options.signal?.throwIfAborted();
        return go(KIND_MODULE_SUM)(argv, options);
      },
    });
    await expect(attempt).rejects.toThrow('interrupted');
    expect(left(world)).toEqual([]);
  });
});
