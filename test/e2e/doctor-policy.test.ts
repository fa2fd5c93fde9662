// Policies that are wrong, on a real cluster: found by the doctor, named with their fix, and fixed by --fix.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crashApiServer, doctor, fixAll } from './kit/doctor.ts';
import { setScene } from './kit/scene.ts';

const scene = setScene('doc-policy');
const project = join(scene.dir, 'audit-policy.yaml');
const deployed = join(scene.state, 'policies/audit-policy.yaml');
let good = '';

beforeAll(async () => {
  const ran = await scene.cli('up', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  good = readFileSync(project, 'utf8');
});
afterAll(() => scene[Symbol.asyncDispose]());

/** The copies that repairs have kept. */
function keptTexts(): (string | null)[] {
  return readdirSync(join(scene.state, 'kept')).map((stamp) => {
    try {
      return readFileSync(join(scene.state, 'kept', stamp, 'audit-policy.yaml'), 'utf8');
    } catch {
      return null;
    }
  });
}

test('a healthy cluster: nothing is found, again and again', async () => {
  for (let round = 0; round < 3; round += 1) {
    const report = await doctor(scene);
    expect([report.code, report.all('fail'), report.all('warn')], report.stdout).toEqual([0, [], []]);
  }
});

test('some checks only, the list of all, and a misspelled one', async () => {
  const some = await doctor(scene, '--check', 'proof', '--check', 'manifest');
  expect(some.all('ok')).toEqual(['manifest', 'proof']);
  const list = await scene.cli('doctor', '--list');
  expect(list.stdout).toMatch(/^proof +a request with a unique mark/m);
  expect(await scene.cli('doctor', '--check', 'prof')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean --check proof?'),
  });
});

test('a policy that drops everything is deployed, and the proof names the rule', async () => {
  writeFileSync(project, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: None\n    verb: [get]\n');
  const before = await doctor(scene);
  expect(before.code).toBe(0);
  expect(before.check('policy-copies')).toMatchObject({
    status: 'warn',
    evidence: expect.stringContaining('the policy was edited and is not in effect'),
    fix: `kind-audit doctor --fix --name ${scene.name}`,
  });
  const after = await doctor(scene, '--fix', '--yes');
  expect(after.code).toBe(1);
  expect(after.all('fail')).toEqual(['proof']);
  expect(after.check('proof')).toMatchObject({
    evidence: expect.stringContaining('rule 1 (line 4, level None)'),
    fix: expect.stringContaining('- level: Metadata'),
  });
  expect(after.check('ignored-keys')).toMatchObject({
    status: 'warn',
    evidence: 'the API server ignored a part of the policy: unknown field "rules[0].verb"',
  });
});

test('an edit that was not applied is put into effect, and the old policy is kept', async () => {
  writeFileSync(project, good);
  expect((await doctor(scene)).check('policy-copies')?.status).toBe('warn');
  await fixAll(scene);
  expect(readFileSync(deployed, 'utf8')).toBe(good);
  expect(keptTexts()).toContainEqual(expect.stringContaining('- level: None'));
});

test('an empty policy, one without apiVersion, and a folder in its place', async () => {
  const fixCommand = `kind-audit doctor --fix --name ${scene.name}`;
  writeFileSync(deployed, '');
  const report = await doctor(scene);
  expect(report.code).toBe(1);
  expect(report.check('policy-mounted')).toMatchObject({
    status: 'fail',
    evidence: '/etc/kubernetes/policies/audit-policy.yaml is empty',
    fix: fixCommand,
  });
  writeFileSync(deployed, 'kind: Policy\nrules:\n  - level: Metadata\n');
  expect((await doctor(scene)).check('policy-valid')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(/audit-policy\.yaml:1:1: apiVersion .*the API server will not start with it/),
    fix: fixCommand,
  });
  rmSync(deployed);
  mkdirSync(deployed);
  expect((await doctor(scene)).check('policy-mounted')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('is a directory'),
    fix: fixCommand,
  });
  await fixAll(scene);
  expect(readFileSync(deployed, 'utf8')).toBe(good);
  expect(keptTexts()).toContain(null);
});

test('an invalid level that has ended the API server: its message, the line, and the last policy that worked', async () => {
  const bad = good.replace('level: Metadata', 'level: Metdata');
  writeFileSync(deployed, bad);
  writeFileSync(project, bad);
  await crashApiServer(scene);
  const report = await doctor(scene);
  expect(report.code).toBe(1);
  const line = bad.split('\n').findIndex((text) => text.includes('Metdata')) + 1;
  expect(report.check('api-server-ready')).toMatchObject({
    status: 'fail',
    evidence: expect.stringMatching(
      new RegExp(`the API server stopped: .*Unsupported value: "Metdata".*line ${line}, column \\d+`),
    ),
    fix: expect.stringContaining(`kind-audit doctor --fix --name ${scene.name}`),
  });
  expect(report.check('policy-valid')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining('did you mean Metadata?'),
  });
  const after = await doctor(scene, '--fix', '--yes');
  expect(after.all('fail'), after.stdout).toEqual([]);
  expect(readFileSync(deployed, 'utf8')).toBe(good);
  // The user's own file is left alone: it is only reported as not in effect.
  expect(readFileSync(project, 'utf8')).toBe(bad);
  expect(after.check('policy-copies')?.status).toBe('warn');
  writeFileSync(project, good);
  expect((await doctor(scene)).all('warn')).toEqual([]);
});
