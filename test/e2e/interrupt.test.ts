// Ctrl-C in the middle of the creation: nothing is left.
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { run, setScene, until } from './kit/scene.ts';

const scene = setScene('stop');
afterAll(() => scene[Symbol.asyncDispose]());

async function expectNothingLeft(): Promise<void> {
  expect(await scene.containers()).toEqual([]);
  expect(readdirSync(scene.dir)).toEqual([]);
  expect(existsSync(scene.state)).toBe(false);
  expect((await run(['pgrep', '--full', `kind.*${scene.name}`])).stdout).toBe('');
}

test.each([
  ['SIGINT', 130, 'while the containers start', /Preparing nodes/],
  ['SIGINT', 130, 'while the control plane starts', /Starting control-plane/],
  ['SIGTERM', 143, 'while the control plane starts', /Starting control-plane/],
] as const)('%s ends with %d %s', async (signal, code, _when, mark) => {
  const running = scene.startCli('up', '--verbose');
  await until(`${mark} is on the screen`, () => mark.test(running.output()));
  running.child.kill(signal);
  const ran = await running.ended;
  expect(ran, ran.stderr).toMatchObject({ code });
  expect(ran.stderr).toContain('undone: Create the cluster');
  expect(ran.stderr).toContain('undone: Write the files');
  await expectNothingLeft();
});
