// `kind-audit setup` from its options to its answer and exit code.
import { expect, test } from 'vitest';
import { fakeEngine } from '../kit/engine.ts';
import { runCli } from '../kit/run-cli.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from '../kit/world.ts';

const kind = { kind: '/usr/bin/kind', docker: '/usr/bin/docker' };
const debian = { '/etc/os-release': 'ID=debian\n' };

/** A machine with everything but what the options remove; dockerd makes the engine answer. */
function machine(engineRuns: boolean, options: FakeWorldOptions = {}): FakeWorld {
  let runs = engineRuns;
  const world: FakeWorld = fakeWorld({
    files: debian,
    programs: { ...kind, dockerd: '/usr/sbin/dockerd' },
    ...options,
    command: ([program, verb]) => {
      if (program === 'dockerd') runs = true;
      if (program === 'docker' && verb === 'context') return { stdout: 'default\n' };
      return { stdout: 'kind v0.33.0 go1.26.8 linux/amd64\n' };
    },
    parts: {
      engine: async () => (runs ? fakeEngine({ registry: 'yes' }) : fakeWorld().engine()),
      ...options.parts,
    },
  });
  return world;
}

const detached = (world: FakeWorld): boolean => world.ran.some(([program]) => program === 'dockerd');

test('everything is there: a table, and 0', async () => {
  const ran = await runCli('setup', { world: machine(true) });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toBe(
    [
      '✓ Container engine  present  docker 28.0.0 at tcp://engine.test:2375 (a test)',
      '✓ kind              present  kind v0.33.0 at /usr/bin/kind',
      '✓ Node image        present  kind pulls it: its registry answers',
      '',
    ].join('\n'),
  );
});

test('something is missing and no user can be asked: what to type, 3, and nothing is done', async () => {
  const ran = await runCli('setup', { world: machine(false) });
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain('✗ Container engine  missing');
  expect(ran.stdout).toContain('kind-audit setup --yes');
  expect(detached(ran.world)).toBe(false);
});

test('--yes provides and shows the table again', async () => {
  const ran = await runCli('setup --yes', { world: machine(false) });
  expect(ran.code).toBe(0);
  expect(detached(ran.world)).toBe(true);
  expect(ran.stdout).toMatch(/✗ Container engine[^]*✓ Container engine/);
});

test('--dry-run names the steps and does none', async () => {
  const ran = await runCli('setup --dry-run --yes', { world: machine(false) });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('Would be done:\n  - Start the container engine\n');
  expect(detached(ran.world)).toBe(false);
});

test.each([true, false])('the user is asked; after the answer %s it is done or not', async (answer) => {
  const ran = await runCli('setup', { world: machine(false), answers: [answer] });
  expect(ran.code).toBe(answer ? 0 : 1);
  expect(ran.stderr.endsWith('nothing was provided\n')).toBe(!answer);
  expect(ran.asked).toEqual(['Do it now?']);
  expect(detached(ran.world)).toBe(answer);
});

test('-o json prints one line', async () => {
  const ran = await runCli('setup -o json', { world: machine(false) });
  expect(ran.code).toBe(3);
  const answer = JSON.parse(ran.stdout) as { schema: string; needs: Record<string, unknown>[] };
  expect(answer.schema).toBe('kind-audit.setup/v1');
  expect(answer.needs.map(({ id, status, fix }) => [id, status, fix])).toEqual([
    ['engine', 'missing', 'kind-audit setup --yes'],
    ['kind', 'present', null],
    ['node-image', 'unknown', null],
  ]);
});

test('-o json --yes prints what is done, and the end', async () => {
  const ran = await runCli('setup -o json --yes', { world: machine(false) });
  expect(ran.code).toBe(0);
  const { needs } = JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '') as { needs: { status: string }[] };
  expect(needs.map(({ status }) => status)).toEqual(['present', 'present', 'present']);
});

test('where it may not install, the exact commands, 3, even with --yes', async () => {
  const ran = await runCli('setup --yes', { world: machine(false, { machine: { uid: 1000 }, programs: kind }) });
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain('Container engine: installing and starting an engine needs root. Type:');
  expect(ran.stdout).toContain('  sudo apt-get install --no-install-recommends docker.io iptables ca-certificates\n');
});
