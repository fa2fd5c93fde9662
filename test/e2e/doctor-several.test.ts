// Three control planes with a fault on the second: it is found, named, and fixed there alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctor } from './kit/doctor.ts';
import { must, setScene } from './kit/scene.ts';

const scene = setScene('doc-ha');
const [first, second, third] = ['', '2', '3'].map((suffix) => `${scene.name}-control-plane${suffix}`);
const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml';

beforeAll(async () => {
  const ran = await scene.cli('up', '--yes', '--control-planes', '3');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
});
afterAll(() => scene[Symbol.asyncDispose]());

test('all three are healthy', async () => {
  const report = await doctor(scene);
  expect(report.all('fail'), report.stdout).toEqual([]);
  expect(report.check('proof')?.nodes).toEqual([first, second, third]);
});

test('arguments removed on the second only', async () => {
  const before = await scene.inNode(`cat ${manifest}`, first);
  await scene.inNode(
    `grep -v -e --audit- ${manifest} > /etc/kubernetes/edited && mv /etc/kubernetes/edited ${manifest}`,
    second,
  );
  const report = await doctor(scene);
  expect(report.code).toBe(1);
  expect(report.check('manifest')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(/^auditing is off/),
    nodes: [second],
    fix: `kind-audit doctor --fix --name ${scene.name}`,
  });
  const after = await doctor(scene, '--fix', '--yes');
  expect(after.all('fail'), after.stdout.slice(-6000)).toEqual([]);
  expect(await scene.inNode(`cat ${manifest}`, second)).toContain('--audit-policy-file');
  expect(await scene.inNode(`cat ${manifest}`, first)).toBe(before);
});

test('the second paused: the others are still looked at', async () => {
  await must(['docker', 'pause', second ?? '']);
  const report = await doctor(scene);
  expect(report.check('node-running')).toMatchObject({
    status: 'fail',
    evidence: `${second} is paused`,
    fix: `docker unpause ${second}`,
  });
  expect(report.check('proof')).toMatchObject({ status: 'ok', nodes: [first, third] });
  const after = await doctor(scene, '--fix', '--yes');
  expect(after.all('fail'), after.stdout.slice(-6000)).toEqual([]);
});
