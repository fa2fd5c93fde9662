// The need for an engine: what is seen, and how it would be provided on which machine.
import { describe, expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import type { NeedState, Provision } from '../../src/machine/need.ts';
import { engineNeed, lookAtEngine } from '../../src/machine/needs/engine.ts';
import { fakeEngine } from '../kit/engine.ts';
import { fakeVoice } from '../kit/voice.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from '../kit/world.ts';

const debian = { '/etc/os-release': 'ID=debian\n' };
const bounded = { '/proc/self/status': 'CapBnd:\t000001fffeffffff\n' };
const systemd = { '/run/systemd/system/x': '' };
const docker = { docker: '/usr/bin/docker' };

const withEngine = (options: FakeWorldOptions = {}): FakeWorld =>
  fakeWorld({ programs: docker, ...options, parts: { engine: async () => fakeEngine(), ...options.parts } });

const steps = (provision: Provision): string[] =>
  provision.how === 'steps' ? provision.steps.map(({ id }) => id) : [`manual: ${provision.why}`];
const commands = (provision: Provision): readonly string[] => (provision.how === 'manual' ? provision.commands : []);

describe('look', () => {
  test('an engine that answers is present', async () => {
    expect(await lookAtEngine(withEngine())).toEqual<NeedState>({
      status: 'present',
      evidence: 'docker 28.0.0 at tcp://engine.test:2375 (a test)',
    });
  });

  test('an engine without the docker program does not do for kind', async () => {
    expect(await lookAtEngine(withEngine({ programs: {} }))).toMatchObject({ status: 'missing' });
  });

  test('no engine is missing; one that this user may not use is unusable', async () => {
    expect(await lookAtEngine(fakeWorld())).toMatchObject({
      status: 'missing',
      evidence: 'no container engine answers',
    });
    const denied = async (): Promise<never> => {
      throw new Problem('not-permitted', 'this user may not use the container engine');
    };
    expect(await lookAtEngine(fakeWorld({ parts: { engine: denied } }))).toMatchObject({ status: 'unusable' });
  });

  test('a bug is not mistaken for a missing engine', async () => {
    const broken = async (): Promise<never> => {
      throw new TypeError('a defect');
    };
    await expect(lookAtEngine(fakeWorld({ parts: { engine: broken } }))).rejects.toThrow(TypeError);
  });

  test.each([
    ['runc', '000001fffeffffff', 'unusable'],
    ['within-bounds', '000001fffeffffff', 'present'],
    ['runc', '000001ffffffffff', 'present'],
  ])('runtime %s in a daemon bounded by %s is %s', async (runtime, set, status) => {
    const world = withEngine({
      files: { '/var/run/docker.pid': '50', '/proc/50/status': `Name:\tdockerd\nState:\tS\nCapBnd:\t${set}\n` },
      command: () => ({ stdout: `${runtime}\n` }),
      parts: { processes: { pid: 1, alive: () => true } },
    });
    expect(await lookAtEngine(world)).toMatchObject({ status });
  });
});

describe('plan', () => {
  test('Debian as root: install and start', async () => {
    expect(steps(await engineNeed.plan(fakeWorld({ files: debian })))).toEqual(['engine-install', 'engine-start']);
  });

  test('installed and not running: start', async () => {
    const world = fakeWorld({ files: debian, programs: { dockerd: '/usr/sbin/dockerd' } });
    expect(steps(await engineNeed.plan(world))).toEqual(['engine-start']);
  });

  test('a daemon that is installed is started on any Linux', async () => {
    const world = fakeWorld({ files: { '/etc/os-release': 'ID=fedora\n' }, programs: { dockerd: '/usr/bin/dockerd' } });
    expect(steps(await engineNeed.plan(world))).toEqual(['engine-start']);
  });

  test('a reduced capability set: the runtime first, because a package may start its daemon', async () => {
    const world = fakeWorld({ files: { ...debian, ...bounded } });
    expect(steps(await engineNeed.plan(world))).toEqual(['engine-runtime', 'engine-install', 'engine-start']);
  });

  test('a broken daemon.json is left for the user to fix', async () => {
    const world = fakeWorld({
      files: {
        ...debian,
        ...bounded,
        '/etc/docker/daemon.json': '{nope',
        '/usr/local/lib/kind-audit/runc-within-bounds': '',
      },
    });
    expect(steps(await engineNeed.plan(world))).toEqual([expect.stringMatching(/^manual: \/etc\/docker\/daemon.json/)]);
  });

  test('an engine that answers without the docker program: only the program', async () => {
    const world = withEngine({ programs: {}, files: debian });
    expect(steps(await engineNeed.plan(world))).toEqual(['docker-program']);
  });

  test.each<[string, FakeWorldOptions, string[]]>([
    [
      'Debian, not root',
      { files: { ...debian, ...systemd }, machine: { uid: 1000 } },
      [
        'sudo apt-get update',
        'sudo apt-get install --no-install-recommends docker.io iptables ca-certificates',
        'sudo systemctl enable --now docker',
        'sudo usermod --append --groups docker "$USER"',
        'newgrp docker',
      ],
    ],
    [
      'Alpine as root',
      { files: { '/etc/os-release': 'ID=alpine\n' } },
      ['apk add docker', 'rc-update add docker default', 'rc-service docker start'],
    ],
    [
      'macOS',
      { machine: { platform: 'darwin', uid: 501 } },
      ['brew install colima docker', 'colima start --cpu 4 --memory 8'],
    ],
    [
      'macOS with docker',
      { machine: { platform: 'darwin', uid: 501 }, programs: docker, command: () => ({ stdout: 'default\n' }) },
      ['colima start --cpu 4 --memory 8'],
    ],
  ])('%s: commands to type', async (_name, options, expected) => {
    expect(commands(await engineNeed.plan(fakeWorld(options)))).toEqual(expected);
  });

  test.each([
    [{ DOCKER_HOST: 'tcp://far:2375' }, 'unset DOCKER_HOST'],
    [{ KIND_EXPERIMENTAL_PROVIDER: 'podman' }, 'unset KIND_EXPERIMENTAL_PROVIDER'],
  ])('an engine chosen by %j is not provided', async (env, last) => {
    expect(commands(await engineNeed.plan(fakeWorld({ files: debian, parts: { env } }))).at(-1)).toBe(last);
  });

  test('a docker context that is not the default socket is not provided', async () => {
    const world = fakeWorld({
      files: debian,
      programs: docker,
      command: (argv) => ({ stdout: argv.includes('show') ? 'colima\n' : 'unix:///home/p/.colima/docker.sock\n' }),
    });
    expect(commands(await engineNeed.plan(world)).at(-1)).toBe('docker context use default');
  });

  test('DOCKER_HOST may name the default socket', async () => {
    const parts = { env: { DOCKER_HOST: 'unix:///var/run/docker.sock' } };
    expect(steps(await engineNeed.plan(fakeWorld({ files: debian, parts })))).toContain('engine-start');
  });
});

describe('install', () => {
  const install = async (options: FakeWorldOptions): Promise<FakeWorld> => {
    const world = fakeWorld({ command: () => ({}), ...options, files: { ...debian, ...options.files } });
    const provision = await engineNeed.plan(world);
    if (provision.how !== 'steps') throw new Error('expected steps');
    await provision.steps.find(({ id }) => id === 'engine-install')?.run(world, fakeVoice());
    return world;
  };
  const installed = (world: FakeWorld): string[] =>
    world.ran.flatMap((argv) => argv.filter((word) => /^(docker|apparmor)/.test(word)));

  test('the command line comes as a package of its own where docker.io brings none', async () => {
    expect(installed(await install({}))).toEqual(['docker.io', 'docker-cli']);
  });

  test('a docker program that is there is kept', async () => {
    expect(installed(await install({ programs: docker, command: () => ({ stdout: 'default' }) }))).toEqual([
      'docker',
      'docker.io',
    ]);
  });

  test('AppArmor needs its parser', async () => {
    const files = { '/sys/module/apparmor/parameters/enabled': 'Y\n' };
    expect(installed(await install({ files }))).toEqual(['docker.io', 'apparmor', 'docker-cli']);
  });
});
