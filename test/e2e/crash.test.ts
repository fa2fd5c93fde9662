// An API server that cannot start: the cause, the line and the fix, seconds after the first crash.
import { existsSync, readdirSync, rmSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { setScene, until, type Scene } from './kit/scene.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene[Symbol.asyncDispose]();
});

function scene(what: string): Scene {
  const made = setScene(what);
  scenes.push(made);
  return made;
}

const badPolicy =
  'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: None\n    users: [x]\n  - level: Metdata\n';

test('a bad level is rejected before anything is made', async () => {
  const it = scene('lint');
  writeFileSync(join(it.dir, 'bad.yaml'), badPolicy);
  const ran = await it.cli('up', '--policy', 'bad.yaml');
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('bad.yaml:6:12: error: "Metdata" is not a level');
  expect(ran.stderr).toContain('did you mean Metadata?');
  expect(readdirSync(it.dir)).toEqual(['bad.yaml']);
  expect(await it.containers()).toEqual([]);
});

test('a bad level that reaches the API server stops the creation within 15 s of the crash', async () => {
  const it = scene('level');
  writeFileSync(join(it.dir, 'bad.yaml'), badPolicy);
  const ran = await it.cli('up', '--policy', 'bad.yaml', '--skip-policy-check', '--retain', '--json');
  expect(ran.code).toBe(3);
  const problem = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '{}') as {
    time: string;
    code: string;
    text: string;
    details: string;
    hint: string;
  };
  expect(problem).toMatchObject({ schema: 'kind-audit.problem/v1', code: 'api-server-crashed' });
  expect(problem.text).toContain('rules[1].level: Unsupported value: "Metdata"');
  expect(problem.details).toContain('bad.yaml:6:12');
  expect(problem.hint).not.toBe('');
  // --retain kept the broken cluster, so the time of the first crash can be read in it.
  const crash = await it.inNode(
    `cat /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log | grep '"command failed"' | sort | head -n 1 | cut -d ' ' -f 1`,
  );
  expect(Date.parse(problem.time) - Date.parse(crash.trim())).toBeLessThan(15_000);
  expect(await it.containers()).toHaveLength(1);
});

test('the half-made cluster is removed unless it is to be kept', async () => {
  const it = scene('gone');
  writeFileSync(join(it.dir, 'bad.yaml'), badPolicy);
  const ran = await it.cli('up', '--policy', 'bad.yaml', '--skip-policy-check');
  expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('did you mean Metadata?') });
  expect(await it.containers()).toEqual([]);
  expect(readdirSync(it.dir)).toEqual(['bad.yaml']);
  expect(existsSync(it.state)).toBe(false);
});

test('the policy turned into a folder while kind works', async () => {
  const it = scene('folder');
  const running = it.startCli('up', '--json');
  await until('kind has started', () => running.output().includes('"step-started","id":"create"'));
  const deployed = join(it.state, 'policies/audit-policy.yaml');
  rmSync(deployed);
  mkdirSync(deployed);
  const ran = await running.ended;
  expect(ran.code).toBe(3);
  const problem = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '{}') as object;
  expect(problem).toMatchObject({
    code: 'api-server-crashed',
    text: expect.stringContaining('is a directory'),
    hint: expect.stringContaining('the policy is a folder'),
  });
  expect(await it.containers()).toEqual([]);
});
