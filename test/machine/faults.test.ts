// `setup` where the n-th call to the outside fails, for every n: what is left, and that it is said.
import { expect, test } from 'vitest';
import { releaseFor } from '../../src/machine/kind/release.ts';
import { fakeEngine } from '../kit/engine.ts';
import { faulty, faultKinds, forEveryFault } from '../kit/faulty.ts';
import { textOf } from '../kit/files.ts';
import { runCli } from '../kit/run-cli.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';

const KIND = '/usr/local/bin/kind';
/** What keeps the old one: named by its version, or not where it did not report it. */
const ASIDE = [`${KIND}-v0.17.0`, `${KIND}-old`];

/** A Debian without systemd whose daemon is down and whose kind is too old; a newer one can be downloaded. */
function machine(): FakeWorld {
  let runs = false;
  const world: FakeWorld = fakeWorld({
    files: { '/etc/os-release': 'ID=debian\n', '/proc/self/status': 'CapBnd:\t000001ffffffffff\n', [KIND]: 'old kind' },
    programs: { kind: KIND, docker: '/usr/bin/docker', dockerd: '/usr/sbin/dockerd' },
    command: ([program, verb]) => {
      if (program === 'dockerd') runs = true;
      if (program === 'start-stop-daemon') runs = false;
      if (program === 'docker' && verb === 'context') return { stdout: 'default\n' };
      if (program !== 'kind') return {};
      const isNew = textOf(world.disk.get(KIND)) === 'new kind';
      return { stdout: `kind ${isNew ? 'v0.33.0' : 'v0.17.0'} go1.26.8 linux/amd64\n` };
    },
    parts: {
      engine: async () => (runs ? fakeEngine({ registry: 'yes' }) : fakeWorld().engine()),
      processes: { pid: 4242, alive: () => runs },
      http: {
        status: async () => 'unreachable',
        get: async () => ({
          status: 200,
          body: (async function* () {
            yield Buffer.from('new kind');
          })(),
        }),
      },
      sha256: () => releaseFor({ platform: 'linux', architecture: 'amd64' })?.sha256 ?? '',
    },
  });
  return world;
}

const text = ({ disk }: FakeWorld, path: string): string | undefined => textOf(disk.get(path));

test.each(faultKinds)('setup, the fault %s', async (kind) => {
  const faults = await forEveryFault(kind, async (it) => {
    const world = machine();
    const ran = await runCli('setup --yes', { world: faulty(world, it) });
    const said = `${it.hit}\n${ran.stderr}`;
    expect([0, 3], said).toContain(ran.code);
    // What is missing is in the table; what broke is an error.
    if (ran.code === 3) expect(ran.stderr + ran.stdout, said).toMatch(/error: |✗/);
    expect(['old kind', 'new kind'], said).toContain(text(world, KIND));
    if (text(world, KIND) === 'new kind')
      expect(
        ASIDE.map((path) => text(world, path)),
        said,
      ).toContain('old kind');
    const programs = [...world.disk.keys()].filter((path) => path.startsWith('/usr/local/bin/'));
    if (it.hit?.startsWith('remove ') !== true)
      expect(
        programs.filter((path) => path !== KIND && !ASIDE.includes(path)),
        said,
      ).toEqual([]);
    const again = await runCli('setup --yes', { world });
    expect(again.code, `after ${said}\n${again.stdout}${again.stderr}`).toBe(0);
  });
  expect(faults).toBeGreaterThan(20);
});
