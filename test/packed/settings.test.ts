// Settings files at the real program: what is no file, has no end, or may not be read.
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run, type Ran } from './kit/run.ts';
import { setPackedScene } from './kit/scene.ts';

const scene = setPackedScene('ka-settings');
afterAll(() => scene[Symbol.asyncDispose]());

const { KIND_CLUSTER_NAME: _, ...env } = scene.env;
const at = (name: string): string => join(scene.dir, name);

mkdirSync(at('folder'));
mkdirSync(at('below/there'), { recursive: true });
symlinkSync('nowhere', at('link'));
writeFileSync(at('large.yaml'), '');
truncateSync(at('large.yaml'), 100 * 1024 * 1024);
writeFileSync(at('binary.yaml'), Buffer.from([0, 1, 2, 0xff]));
writeFileSync(at('list.yaml'), '- name: demo\n');
writeFileSync(at('key.yaml'), 'name: demo\nrotatoin: {}\n');
writeFileSync(at('empty.yaml'), '');
writeFileSync(at('good.yaml'), 'name: from-file\n');
writeFileSync(at('below/kind-audit.yaml'), 'name: from-above\n');

const withConfig = (config: string, command: readonly string[] = [scene.program]): Promise<Ran> =>
  run([...command, 'up', '--dry-run'], { cwd: scene.dir, env: { ...env, KIND_AUDIT_CONFIG: config } });

test.each([
  ['none.yaml', 'there is no file'],
  ['link', 'is a link that leads to no file'],
  ['folder', 'is a folder, not a file'],
  ['/dev/zero', 'is a device, not a file'],
  ['large.yaml', 'holds more than 1.0 MiB'],
  ['binary.yaml', 'binary.yaml:1:'],
  ['list.yaml', 'list.yaml:1:1: a mapping is expected here, and this is a list'],
  ['key.yaml', 'key.yaml:2:1: there is no key "rotatoin" here'],
])('%s is refused', async (config, words) => {
  const ran = await withConfig(config);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain(words);
  expect(ran.stderr).toMatch(/^next: /m);
  expect(ran.stderr).not.toMatch(/^\s+at /m);
});

test('a pipe is read, and one that nobody writes to is refused', async () => {
  await run(['mkfifo', at('fifo')], { cwd: scene.dir, env });
  expect(await withConfig('fifo')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('fifo is a pipe that nobody writes to'),
  });
  const read = await run(['bash', '-c', `KIND_AUDIT_CONFIG=<(echo name: piped) ${scene.program} up --dry-run`], {
    cwd: scene.dir,
    env,
  });
  expect(read.stdout, read.stderr).toContain('name: piped');
});

test('an empty file has no settings; a good one, and the nearest one above, are used', async () => {
  expect((await withConfig('empty.yaml')).stdout).toContain('name: kind\n');
  expect((await withConfig('good.yaml')).stdout).toContain('name: from-file\n');
  const ran = await run([scene.program, 'up', '--dry-run'], { cwd: at('below/there'), env });
  expect(ran.stdout, ran.stderr).toContain('name: from-above\n');
});

/** A user other than root cannot read a file without permissions; root becomes a user who cannot. */
const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--clear-groups'] : [];

test('a file that may not be read is named, and not passed over', async () => {
  writeFileSync(at('secret.yaml'), 'name: demo\n');
  chmodSync(at('secret.yaml'), 0);
  chmodSync(scene.dir, 0o755);
  const ran = await withConfig('secret.yaml', [...asNobody, scene.program]);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain(`cannot read ${at('secret.yaml')}`);
});
