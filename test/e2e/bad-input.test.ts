// Wrong input with a real engine: one clear line, a documented exit code, nothing half-done.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { setScene } from './kit/scene.ts';

const scene = setScene('bad');
afterAll(() => scene[Symbol.asyncDispose]());

writeFileSync(join(scene.dir, 'broken.yaml'), 'rules: [\n');
writeFileSync(join(scene.dir, 'empty.yaml'), '');

test.each([
  [['up', '--policy', 'broken.yaml'], 1, 'broken.yaml:2:1'],
  [['up', '--policy', 'empty.yaml'], 1, 'not an audit policy'],
  [['up', '--image', 'kindest/node:v0.0.0'], 3, 'kindest/node:v0.0.0 is not here'],
  [['up', '--dir', '/proc/none'], 3, 'cannot write into /proc/none'],
  [['doctor', '--name', 'no-such'], 3, 'there is no kind cluster "no-such"'],
  [['status', '--name', 'no-such'], 3, 'there is no kind cluster "no-such"'],
  [['logs', '--name', 'no-such'], 3, 'there is no kind cluster "no-such"'],
  [['shell', '--name', 'no-such'], 3, 'there is no kind cluster "no-such"'],
] as const)('%j', async (args, code, words) => {
  const ran = await scene.cli(...args);
  expect(ran, ran.stderr).toMatchObject({ code, stdout: '' });
  expect(ran.stderr).toContain(words);
  expect(ran.stderr).toMatch(/^error: /m);
  expect(ran.stderr).not.toMatch(/^\s+at /m);
  expect(await scene.containers()).toEqual([]);
  expect(readdirSync(scene.dir).toSorted()).toEqual(['broken.yaml', 'empty.yaml']);
});

test('a failure in JSON mode is a document on standard output, and the same words on standard error', async () => {
  const ran = await scene.cli('doctor', '--name', 'no-such', '--json');
  const problem = JSON.parse(ran.stdout.trim()) as { text: string };
  expect(problem).toMatchObject({
    schema: 'kind-audit.problem/v1',
    code: 'cluster-missing',
    exitCode: 3,
  });
  expect(ran.stderr).toContain(`error: ${problem.text}\n`);
});
