// `kind-audit setup` from its options to its answer and exit code.
import { expect, test } from 'vitest';
import { setup } from '../../src/commands/setup.ts';
import { fakeEngine } from '../kit/engine.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from '../kit/world.ts';

const kind = { kind: '/usr/bin/kind', docker: '/usr/bin/docker' };
const debian = { '/etc/os-release': 'ID=debian\n' };

/** A machine with everything but what the options take away; dockerd makes the engine answer. */
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
  const world = machine(true);
  expect(await setup.run({}, [], world)).toBe(0);
  expect(world.printed()).toBe(
    [
      '✓ Container engine  present  docker 28.0.0 at tcp://engine.test:2375 (a test)',
      '✓ kind              present  kind v0.33.0 at /usr/bin/kind',
      '✓ Node image        present  kind pulls it: its registry answers',
      '',
    ].join('\n'),
  );
});

test('something is missing and nobody can be asked: what to type, 3, and nothing is done', async () => {
  const world = machine(false);
  expect(await setup.run({}, [], world)).toBe(3);
  expect(world.printed()).toContain('✗ Container engine  missing');
  expect(world.printed()).toContain('kind-audit setup --yes');
  expect(detached(world)).toBe(false);
});

test('--yes provides and shows the table again', async () => {
  const world = machine(false);
  expect(await setup.run({ yes: true }, [], world)).toBe(0);
  expect(detached(world)).toBe(true);
  expect(world.printed()).toMatch(/✗ Container engine[^]*✓ Container engine/);
});

test('--dry-run names the steps and does none', async () => {
  const world = machine(false);
  expect(await setup.run({ dryRun: true, yes: true }, [], world)).toBe(0);
  expect(world.printed()).toContain('Would be done:\n  - Start the container engine\n');
  expect(detached(world)).toBe(false);
});

test.each([true, false])('a person is asked; after the answer %s it is done or not', async (answer) => {
  const asked: string[] = [];
  const prompt = { ...fakeWorld().prompt, confirm: async (message: string) => (asked.push(message), answer) };
  const world = machine(false, { parts: { interactive: true, prompt } });
  const ended: unknown = await setup.run({}, [], world).catch((error: unknown) => error);
  expect(ended).toEqual(answer ? 0 : expect.objectContaining({ code: 'declined', exitCode: 1 }));
  expect(asked).toEqual(['Do it now?']);
  expect(detached(world)).toBe(answer);
});

test('-o json prints one line', async () => {
  const world = machine(false);
  expect(await setup.run({ output: 'json' }, [], world)).toBe(3);
  const answer = JSON.parse(world.printed()) as { schema: string; needs: Record<string, unknown>[] };
  expect(answer.schema).toBe('kind-audit.setup/v1');
  expect(answer.needs.map(({ id, status, fix }) => [id, status, fix])).toEqual([
    ['engine', 'missing', 'kind-audit setup --yes'],
    ['kind', 'present', null],
    ['node-image', 'unknown', null],
  ]);
});

test('-o json --yes prints the end only', async () => {
  const world = machine(false);
  expect(await setup.run({ output: 'json', yes: true }, [], world)).toBe(0);
  const { needs } = JSON.parse(world.printed()) as { needs: { status: string }[] };
  expect(needs.map(({ status }) => status)).toEqual(['present', 'present', 'present']);
});

test('where it may not install, the exact commands, 3, even with --yes', async () => {
  const world = machine(false, { machine: { uid: 1000 }, programs: kind });
  expect(await setup.run({ yes: true }, [], world)).toBe(3);
  expect(world.printed()).toContain('Container engine: installing and starting an engine needs root. Type:');
  expect(world.printed()).toContain(
    '  sudo apt-get install --no-install-recommends docker.io iptables ca-certificates\n',
  );
});
