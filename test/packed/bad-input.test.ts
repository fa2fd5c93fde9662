// Wrong input at the real program, before any engine is asked: one clear line, a documented exit code.
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { event, range } from '../logs/kit.ts';
import { run } from './kit/run.ts';
import { setPackedScene } from './kit/scene.ts';

const scene = setPackedScene('ka-bad');
afterAll(() => scene[Symbol.asyncDispose]());

mkdirSync(join(scene.dir, 'folder'));

test.each([
  [['up', '--nmae', 'x'], 2, "unknown option '--nmae'"],
  [['up', '--name', '../x'], 2, '--name "../x"'],
  [['up', '--name', 'x; rm -rf /'], 2, 'only lower-case letters'],
  [['up', '--policy', 'none.yaml'], 2, '"none.yaml" is neither a file nor a preset'],
  [['up', '--policy', 'folder'], 2, 'is a directory, not a policy file'],
  [['up', '--workers', 'many'], 2, '--workers "many": must be a whole number'],
  [['logs', 'none.log'], 2, 'none.log'],
  [['banana'], 2, "unknown command 'banana'"],
] as const)('%j', async (args, code, words) => {
  const ran = await scene.cli(...args);
  expect(ran, ran.stderr).toMatchObject({ code, stdout: '' });
  expect(ran.stderr).toContain(words);
  expect(ran.stderr).toMatch(/^error: /m);
  expect(ran.stderr).not.toMatch(/^\s+at /m);
  expect(readdirSync(scene.dir).toSorted()).toEqual(['folder']);
});

test.each([
  ['unix:///no/docker.sock', 'ENOENT'],
  ['tcp://127.0.0.1:1', 'ECONNREFUSED'],
])('an absent engine at %s is named with where its address came from', async (host, reason) => {
  const ran = await run([scene.program, 'up'], { cwd: scene.dir, env: { ...scene.env, DOCKER_HOST: host } });
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain(`no container engine answers at ${host} (from DOCKER_HOST): ${reason}`);
  expect(ran.stderr).toContain('next: kind-audit setup');
});

/** A user other than root cannot read a file without permissions; root becomes a user who cannot. */
const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--clear-groups'] : [];

test('state that cannot be read is a problem, not a bug', async () => {
  mkdirSync(`${scene.stateHome}/kind-audit/clusters`, { recursive: true });
  chmodSync(scene.stateHome, 0);
  const ran = await run([...asNobody, scene.program, 'up', '--dry-run'], {
    cwd: '/',
    env: { ...scene.env, HOME: '/nonexistent' },
  });
  chmodSync(scene.stateHome, 0o700);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('permission denied');
});

test.each([
  [{ HOME: '/proc/nohome' }, 'HOME', 'ENOENT'],
  [{ HOME: '/etc/passwd/below' }, 'HOME', 'ENOTDIR'],
  [{ XDG_STATE_HOME: '/proc/x' }, 'XDG_STATE_HOME', 'ENOENT'],
] as const)('a state folder that cannot be made is named with its variable: %j', async (more, origin, code) => {
  const { XDG_STATE_HOME: _, ...env } = scene.env;
  const ran = await run([scene.program, 'init', '--dir', 'made'], { cwd: scene.dir, env: { ...env, ...more } });
  await run(['rm', '-rf', join(scene.dir, 'made')]);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toMatch(new RegExp(`cannot make the state folder /.* \\(from ${origin}\\): ${code}`));
  expect(ran.stderr).toContain('next: set XDG_STATE_HOME to a folder');
});

test('a closed pipe is a normal end', async () => {
  // Far more than a pipe holds, so that the program writes into the closed one.
  const events = range(0, 5000).map((number) => event(number));
  writeFileSync(join(scene.dir, 'big.log'), `${events.join('\n')}\n`);
  const ran = await run(['bash', '-c', `set -o pipefail; ${scene.program} logs -o json big.log | head -n 1`], {
    cwd: scene.dir,
    env: scene.env,
  });
  expect(ran).toMatchObject({ code: 0, stdout: `${events[0]}\n`, stderr: '' });
});

test('a file that cannot be read is named', async () => {
  const path = join(scene.dir, 'secret.yaml');
  writeFileSync(path, 'x');
  chmodSync(path, 0);
  chmodSync(scene.dir, 0o755);
  const ran = await run([...asNobody, scene.program, 'up', '--dry-run', '--policy', path], {
    cwd: '/',
    env: { ...scene.env, HOME: '/nonexistent', XDG_STATE_HOME: '/nonexistent' },
  });
  await run(['rm', path]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(`cannot read ${path}`);
});
