// Starting the daemon: what a dead one left, waiting, failing, being interrupted.
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { startStep } from '../../src/machine/engine/daemon.ts';
import { startDetached } from '../../src/machine/engine/detached.ts';
import { dockerPlace } from '../../src/machine/engine/place.ts';
import { fakeEngine } from '../kit/engine.ts';
import { fakeVoice } from '../kit/voice.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from '../kit/world.ts';

const voice = fakeVoice();
const { pidFile, containerdPidFile, containerdSocket, logFile } = dockerPlace;
const status = (name: string, state = 'S (sleeping)'): string => `Name:\t${name}\nState:\t${state}\n`;

/** A world in which dockerd can be started; `alive` names the living processes. */
function machine(
  files: Record<string, string> = {},
  alive: readonly number[] = [],
  more: FakeWorldOptions = {},
): FakeWorld {
  const processes = { pid: 1, alive: (pid: number) => alive.includes(pid) };
  return fakeWorld({ files, command: () => ({}), ...more, parts: { processes, ...more.parts } });
}

const started = (world: FakeWorld): boolean => world.ran.some(([program]) => program === 'dockerd');
const yes = async (): Promise<boolean> => true;
const no = async (): Promise<boolean> => false;

test.each([
  ['whose process is gone', {}, []],
  ['whose number another program has now', { '/proc/77/status': status('postgres') }, [77]],
  ['whose process is dead and not buried', { '/proc/77/status': status('dockerd', 'Z (zombie)') }, [77]],
])('pid files %s are removed, then dockerd starts', async (_words, proc, alive) => {
  const world = machine({ [pidFile]: '77', [containerdPidFile]: '77\n', ...proc }, alive);
  await startDetached(world, voice, dockerPlace, yes);
  expect(world.disk.has(pidFile)).toBe(false);
  expect(world.disk.has(containerdPidFile)).toBe(false);
  expect(started(world)).toBe(true);
});

test('a containerd that outlived its daemon is kept', async () => {
  const world = machine({ [containerdPidFile]: '78', '/proc/78/status': status('containerd') }, [78]);
  await startDetached(world, voice, dockerPlace, yes);
  expect(world.disk.has(containerdPidFile)).toBe(true);
});

test("the machine's containerd socket is removed only when nothing listens on it", async () => {
  const listening = `0000: 00000002 00000000 00010000 0001 01 99 ${containerdSocket}\n`;
  const used = machine({ [containerdSocket]: '', '/proc/net/unix': listening });
  await startDetached(used, voice, dockerPlace, yes);
  expect(used.disk.has(containerdSocket)).toBe(true);
  const stale = machine({ [containerdSocket]: '', '/proc/net/unix': 'Num RefCount\n' });
  await startDetached(stale, voice, dockerPlace, yes);
  expect(stale.disk.has(containerdSocket)).toBe(false);
});

test('a daemon that is just starting is waited for, not started twice', async () => {
  const world = machine({ [pidFile]: '77', '/proc/77/status': status('dockerd') }, [77]);
  let asked = 0;
  expect(await startDetached(world, voice, dockerPlace, async () => (asked += 1) > 3)).toBe('process 77');
  expect(started(world)).toBe(false);
});

test('after a daemon that is just stopping another one is started', async () => {
  const alive = [77];
  const world = machine({ [pidFile]: '77', '/proc/77/status': status('dockerd') }, alive);
  const answers = async (): Promise<boolean> => {
    if (!started(world)) alive.splice(0, 1);
    return started(world);
  };
  expect(await startDetached(world, voice, dockerPlace, answers)).toContain('log in');
  expect(started(world)).toBe(true);
});

test('a daemon that ends is reported with the serious lines of this start', async () => {
  const world = machine({ [logFile]: 'an older start\n' }, [], {
    command: () => {
      world.disk.set(logFile, { data: 'an older start\nlevel=info msg=fine\nno space left on device\n', mode: 0o600 });
      return {};
    },
  });
  const failure = await startDetached(world, voice, dockerPlace, no).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Problem);
  expect(failure).toMatchObject({ code: 'engine-unreachable', details: 'no space left on device' });
});

test('a daemon that stays silent is stopped again', async () => {
  const world = machine({}, [1001]);
  await expect(startDetached(world, voice, dockerPlace, no)).rejects.toThrow(/does not answer after 60 s/);
  expect(world.ran.at(-1)).toEqual(['start-stop-daemon', '--stop', '--oknodo', '--retry', '10', '--pid', '1001']);
});

test('an interruption stops the daemon that was started', async () => {
  const world = machine({}, [1001]);
  const interrupted = new Problem('interrupted', 'interrupted');
  const answers = async (): Promise<boolean> => (world.stop.abort(interrupted), false);
  await expect(startDetached(world, voice, dockerPlace, answers)).rejects.toBe(interrupted);
  expect(world.ran.at(-1)?.[0]).toBe('start-stop-daemon');
});

test('systemd starts it where systemd runs and has the unit', async () => {
  const world = machine({ '/run/systemd/system/x': '' }, [], { parts: { engine: async () => fakeEngine() } });
  expect(await startStep().run(world, voice)).toBe('by systemd');
  expect(world.ran).toContainEqual(['systemctl', 'enable', '--now', 'docker.service']);
  expect(started(world)).toBe(false);
});

test('a unit that fails points at its journal', async () => {
  const world = machine({ '/run/systemd/system/x': '' }, [], {
    command: (argv) => ({ exitCode: argv.includes('enable') ? 1 : 0 }),
  });
  await expect(startStep().run(world, voice)).rejects.toMatchObject({ hint: expect.stringMatching(/^journalctl/) });
});
