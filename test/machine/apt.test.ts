// Installing Debian packages.
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { aptInstall } from '../../src/machine/apt.ts';
import type { CommandScript } from '../kit/exec.ts';
import { fakeVoice } from '../kit/voice.ts';
import { fakeWorld } from '../kit/world.ts';

const voice = fakeVoice();
const verbs = (ran: readonly (readonly string[])[]): string[] => ran.map(([program, verb]) => `${program} ${verb}`);

test('one call where the local lists are enough', async () => {
  const world = fakeWorld({ command: () => ({}) });
  expect(await aptInstall(world, voice, ['a', 'b'])).toBe('a, b');
  expect(verbs(world.ran)).toEqual(['apt-get install']);
  expect(world.ran[0]).toEqual(expect.arrayContaining(['--no-remove', '--no-install-recommends', '--yes', 'a', 'b']));
});

test('nothing is asked', async () => {
  let seen: string | undefined;
  const world = fakeWorld({ command: (_argv, { env }) => ((seen = env?.['DEBIAN_FRONTEND']), {}) });
  await aptInstall(world, voice, ['a']);
  expect(seen).toBe('noninteractive');
});

test.each([
  'E: Unable to locate package docker.io',
  "E: Package 'docker.io' has no installation candidate",
  'E: Failed to fetch http://deb.test/x.deb  404  Not Found',
])('the lists are fetched after %j', async (stderr) => {
  let updated = false;
  const command: CommandScript = ([, verb]) => {
    if (verb === 'update') updated = true;
    return verb === 'install' && !updated ? { exitCode: 100, stderr } : {};
  };
  const world = fakeWorld({ command });
  await aptInstall(world, voice, ['docker.io']);
  expect(verbs(world.ran)).toEqual(['apt-get install', 'apt-get update', 'apt-get install']);
});

test('the work of an interrupted dpkg is finished first', async () => {
  const world = fakeWorld({
    command: ([program]) =>
      program === 'apt-get' && world.ran.length === 1
        ? { exitCode: 100, stderr: 'E: dpkg was interrupted, you must …' }
        : {},
  });
  await aptInstall(world, voice, ['a']);
  expect(verbs(world.ran)).toEqual(['apt-get install', 'dpkg --configure', 'apt-get install']);
});

test('a failure shows what apt said', async () => {
  const world = fakeWorld({
    command: () => ({ exitCode: 100, stderr: 'E: Packages need to be removed but remove is disabled.' }),
  });
  await expect(aptInstall(world, voice, ['docker.io'])).rejects.toMatchObject({
    message: expect.stringMatching(/next to what is installed/),
    details: expect.stringMatching(/remove is disabled/),
  });
});

test.each([
  ['Get:1 http://deb.test/ docker.io', true],
  ['Unpacking docker.io (26.1.5) ...', false],
])('interrupted at %j, the command is cut: %s', async (line, cutExpected) => {
  const interrupted = new Problem('interrupted', 'interrupted');
  let cut = false;
  const world = fakeWorld({
    command: (_argv, { signal, onLine }) => {
      onLine?.(line, 'stdout');
      world.stop.abort(interrupted);
      cut = signal?.aborted === true;
      return {};
    },
  });
  await expect(aptInstall(world, voice, ['a'])).rejects.toBe(interrupted);
  expect(cut).toBe(cutExpected);
});
