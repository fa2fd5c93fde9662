// Registering the OCI runtime without harm to the user's daemon.json.
import { expect, test } from 'vitest';
import { runSteps } from '../../src/core/step.ts';
import { isRuntimeRegistered, runtimeStep, withRuntime } from '../../src/machine/engine/runtime.ts';
import { textOf } from '../kit/files.ts';
import { fakeWorld } from '../kit/world.ts';

const CONFIG = '/etc/docker/daemon.json';
const PROGRAM = '/usr/local/lib/kind-audit/runc-within-bounds';
const template = { '/templates/engine/runc-within-bounds': '#!/bin/sh\n' };

test('a configuration is made where there is none', () => {
  expect(JSON.parse(withRuntime(null) ?? '')).toEqual({
    runtimes: { 'within-bounds': { path: PROGRAM } },
    'default-runtime': 'within-bounds',
  });
});

test('everything that the user wrote stays', () => {
  const own = { 'log-driver': 'local', runtimes: { own: { path: '/opt/own' } }, 'default-runtime': 'runc' };
  expect(JSON.parse(withRuntime(JSON.stringify(own)) ?? '')).toEqual({
    'log-driver': 'local',
    runtimes: { own: { path: '/opt/own' }, 'within-bounds': { path: PROGRAM } },
    'default-runtime': 'within-bounds',
  });
});

test('a default runtime that the user chose is not replaced, and a second time changes nothing', () => {
  expect(withRuntime('{"default-runtime":"nvidia"}')).toBeNull();
  expect(withRuntime(withRuntime('{}'))).toBeNull();
});

test.each(['{nope', '[]', '"text"'])('%s is refused, with the name of the file', (text) => {
  expect(() => withRuntime(text)).toThrow(/\/etc\/docker\/daemon\.json is not a JSON object/);
});

test('the step installs the program, keeps the old file, and says so', async () => {
  const world = fakeWorld({ files: { ...template, [CONFIG]: '{"debug":true}' } });
  expect(await isRuntimeRegistered(world)).toBe(false);
  await runSteps([runtimeStep()], world, world);
  expect(world.disk.get(PROGRAM)?.mode).toBe(0o755);
  expect(textOf(world.disk.get(`${CONFIG}.before-kind-audit`))).toBe('{"debug":true}');
  expect(JSON.parse(world.disk.get(CONFIG)?.data as string)).toMatchObject({ debug: true });
  expect(world.events.find(({ type }) => type === 'note')).toMatchObject({
    text: expect.stringMatching(/CAP_SYS_RESOURCE/),
  });
  expect(await isRuntimeRegistered(world)).toBe(true);
});

test('a broken file is left as it is, and nothing else is written', async () => {
  const world = fakeWorld({ files: { ...template, [CONFIG]: '{nope' } });
  await expect(runSteps([runtimeStep()], world, world)).rejects.toThrow(/not a JSON object/);
  expect(world.disk.get(CONFIG)?.data).toBe('{nope');
  expect(world.disk.has(PROGRAM)).toBe(false);
});

test('a copy of the old file is for its owner, and an earlier one with other content stays', async () => {
  const files = { [CONFIG]: '{"debug":true}', [`${CONFIG}.before-kind-audit`]: 'the first', ...template };
  const world = fakeWorld({ files });
  await runSteps([runtimeStep()], world, world);
  expect(textOf(world.disk.get(`${CONFIG}.before-kind-audit`))).toBe('the first');
  expect(textOf(world.disk.get(`${CONFIG}.before-kind-audit-2`))).toBe('{"debug":true}');
  expect(world.disk.get(`${CONFIG}.before-kind-audit-2`)?.mode).toBe(0o600);
});
