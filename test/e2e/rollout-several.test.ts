// A change of three control planes: in effect on each, and back to one policy where one of them rejects it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controllers, leftOver, levelOf, withoutFailure } from './kit/change.ts';
import { setScene } from './kit/scene.ts';

const scene = setScene('three');
const nodes = ['', '2', '3'].map((suffix) => `${scene.name}-control-plane${suffix}`);
const third = nodes.at(-1) ?? '';
afterAll(() => scene[Symbol.asyncDispose]());

const levels = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const node of nodes) found.push(await levelOf(scene, node));
  return found;
};

beforeAll(async () => {
  for (const level of ['Metadata', 'Request', 'None'])
    writeFileSync(
      join(scene.dir, `${level}.yaml`),
      `apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n- level: ${level}\n`,
    );
  const args = ['--control-planes', '3', '--policy', 'Metadata.yaml', '--wait', '240s', '--yes'];
  const ran = await scene.cli('up', ...args);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
});

test('the policy is in effect on all, one after the other', async () => {
  const before = await controllers(scene);
  const ran = await scene.cli('policy', 'apply', 'Request.yaml', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(await controllers(scene)).toBe(before);
  expect(await levels()).toEqual(['Request', 'Request', 'Request']);
  expect(await leftOver(scene, nodes)).toEqual([]);
}, 400_000);

test('where the third cannot, all have the old policy again, and the third is named', async () => {
  // The running server has read this file at its start.
  const file = '/etc/kubernetes/pki/front-proxy-client.crt';
  await scene.inNode(`mv ${file} ${file}.aside`, third);
  await withoutFailure(scene, async () => {
    const ran = await scene.cli('policy', 'apply', 'None.yaml', '--yes');
    expect(ran, ran.stderr).toMatchObject({ code: 3, stderr: expect.stringContaining(`on ${third} did not`) });
    expect(ran.stderr).toContain(file);
  });
  await scene.inNode(`mv ${file}.aside ${file}`, third);
  expect(await levels()).toEqual(['Request', 'Request', 'Request']);
  expect(await leftOver(scene, nodes)).toEqual([]);
}, 600_000);
