// What `doctor` prints for people: results as they come, on standard output; the verdict and the questions on standard error.
import { expect, test } from 'vitest';
import { doctor } from '../../src/commands/doctor.ts';
import type { Event } from '../../src/core/event.ts';
import { checkTable } from '../../src/doctor/table.ts';
import { paused, scene } from '../cluster/scene.ts';
import { controlPlane } from '../kit/engine.ts';
import { runCli } from '../kit/run-cli.ts';

const titles = (stdout: string): readonly string[] =>
  stdout
    .split('\n')
    .filter((line) => /^[✓!✗-] /.test(line))
    .map((line) => line.slice(2).split(': ')[0] ?? '');

test('a line for each check, in the order of the table, also where no engine answers', async () => {
  const { code, stdout } = await runCli('doctor');
  expect(code).toBe(3);
  expect(titles(stdout)).toEqual(checkTable.map(({ title }) => title));
});

test('each result is written by itself, and the verdict is reported after them', async () => {
  const { world, engine } = scene();
  engine.containers.push(controlPlane('kind'));
  const happened: unknown[] = [];
  const out = { ...world.out, write: async (text: string | Uint8Array) => void happened.push(text) };
  const watched = { ...world, out, report: (event: Event) => void happened.push(event) };
  expect(await doctor.run({ check: ['engine', 'node-running'] }, [], watched)).toBe(0);
  expect(happened).toEqual([
    '✓ Container engine: docker 28.0.0, at tcp://engine.test:2375 (from a test)\n',
    '✓ Nodes running: 1 node, all running\n',
    { type: 'note', level: 'info', text: 'cluster "kind": 2 ok, 0 warnings, 0 failed, 0 skipped' },
  ]);
});

test('--fix shows the results before it asks, and not again after a no', async () => {
  const { world } = paused();
  const ran = await runCli('doctor --check node-running --fix', { world, answers: [false] });
  expect(ran).toMatchObject({ code: 1, asked: ['Do it now?'] });
  expect(titles(ran.stdout)).toEqual(['Nodes running']);
});
