// `init`, then kind by hand from another folder: the same audited cluster.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { must, setScene } from './kit/scene.ts';

const scene = setScene('hand');
afterAll(() => scene[Symbol.asyncDispose]());

test('init writes the two files and nothing else, and a second time changes nothing', async () => {
  expect((await scene.cli('init', '--policy', 'gce')).code).toBe(0);
  expect(readdirSync(scene.dir).toSorted()).toEqual(['audit-policy.yaml', 'kind-config.yaml']);
  const again = await scene.cli('init');
  expect(again.stdout.match(/\(unchanged\)/g)).toHaveLength(2);
  expect(await scene.containers()).toEqual([]);
});

test('kind create cluster --config kind-config.yaml makes an audited cluster', async () => {
  await must(['kind', 'create', 'cluster', '--config', join(scene.dir, 'kind-config.yaml')], {
    cwd: '/',
    env: scene.env,
  });
  const ran = await scene.cli('doctor', '--json');
  expect(JSON.parse(ran.stdout), ran.stdout).toMatchObject({ ok: true });
});

test('`up` finds it as it should be', async () => {
  const ran = await scene.cli('up', '--policy', 'gce');
  expect(ran.stdout, ran.stderr).toContain('already existed, is unchanged, and audits');
});
