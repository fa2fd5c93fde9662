// What a command writes to a file that the user names, on a real disk: only there, only a file, and nothing of others.
import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileWrite } from '../../src/cluster/project-files.ts';
import { writeProjectFiles } from '../../src/cluster/steps/files.ts';
import { files as realFiles } from '../../src/io/files.ts';
import { auditEvent, line } from '../events/kit.ts';
import { runCli, type CliRun } from '../kit/run-cli.ts';
import { shippedTemplates } from '../kit/shipped.ts';
import { fakeWorld } from '../kit/world.ts';

const log = `${line(auditEvent({}))}\n`;
const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';

let dir: string;
const at = (name: string): string => join(dir, name);
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kind-audit-'));
  await writeFile(at('p.yaml'), policy);
  await writeFile(at('a.log'), log);
  await symlink('a.log', at('link.log'));
  await link(at('a.log'), at('second.log'));
  await symlink('nowhere', at('dangling'));
  await writeFile(at('notes.txt'), 'mine');
  await writeFile(at('old.html'), '<!doctype html>\n<p>mine</p>\n');
  await mkdir(at('folder'));
  execFileSync('mkfifo', [at('pipe')]);
});
afterEach(async () => rm(dir, { recursive: true }));

/** Everything in the folder that is a file, by name. */
async function texts(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of await readdir(dir))
    if (
      await stat(at(name)).then(
        (each) => each.isFile(),
        () => false,
      )
    )
      found[name] = await readFile(at(name), 'utf8');
  return found;
}

/** Runs on the real folder; only templates are elsewhere. */
async function run(words: readonly string[], stdin?: string): Promise<CliRun> {
  const memory = fakeWorld({ files: shippedTemplates }).files;
  const isShipped = (path: string): boolean => path.startsWith('/templates/');
  const files = { ...realFiles, read: async (path: string) => (isShipped(path) ? memory : realFiles).read(path) };
  return runCli(words, {
    world: fakeWorld({ parts: { files, cwd: dir } }),
    ...(stdin === undefined ? {} : { stdin }),
  });
}

const replay = ['policy', 'replay', '--policy', 'p.yaml'];

test.each([
  ['a.log', 'is read'],
  ['link.log', 'is read'],
  ['second.log', 'is read'],
  ['./folder/../a.log', 'is read'],
  ['p.yaml', 'is read'],
  ['folder', 'a folder'],
  ['.', 'a folder'],
  ['', 'a folder'],
  ['pipe', 'a pipe'],
  ['/dev/null', 'a device'],
  ['dangling', 'a link that leads to no file'],
  ['none/page.html', 'there is no folder'],
  ['a.log/page.html', 'there is no folder'],
  ['-', 'written to a file'],
])('--html %j is refused, with --force as well', async (name, why) => {
  const before = await texts();
  for (const more of [[], ['--force']]) {
    const { code, stderr, stdout } = await run([...replay, '--html', name, ...more, 'a.log']);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr).toMatch(/^next: /m);
    expect(stdout).toBe('');
  }
  expect(await texts()).toEqual(before);
});

test('--html is none of the logs of a folder, nor the old policy', async () => {
  await writeFile(at('folder/audit.log'), log);
  await writeFile(at('folder/audit-2026-01-01T00-00-00.000.log'), log);
  await writeFile(at('old.yaml'), policy);
  for (const name of ['folder/audit.log', 'folder/audit-2026-01-01T00-00-00.000.log', 'old.yaml']) {
    const { stderr } = await run([...replay, '--baseline', 'old.yaml', '--html', name, '--force', 'folder']);
    expect(stderr).toContain('which is read');
  }
});

test.each(['notes.txt', 'old.html'])('--html overwrites %s only when it is asked to', async (name) => {
  const before = await texts();
  const refused = await run([...replay, '--html', name, 'a.log']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('add --force');
  expect(await texts()).toEqual(before);
  expect((await run([...replay, '--html', name, '--force', 'a.log'])).code).toBe(0);
  expect(await readFile(at(name), 'utf8')).toContain('<svg');
});

test('--html writes where nothing is, over an empty file, over an earlier page, and through a link to one', async () => {
  await writeFile(at('empty.html'), '');
  await symlink('empty.html', at('link.html'));
  for (const name of ['new.html', 'new.html', 'empty.html', 'link.html']) {
    const { code, stderr } = await run([...replay, '--html', name, 'a.log']);
    expect(code, stderr).toBe(0);
    expect(await readFile(at(name), 'utf8')).toContain('<svg');
  }
  expect(await readFile(at('empty.html'), 'utf8')).toContain('<svg');
});

test.each([
  ['pipe', 2],
  ['/dev/null', 2],
  ['folder', 2],
  ['dangling', 2],
  ['none/p.yaml', 2],
  ['p.yaml/q.yaml', 3],
])('policy new writes no policy to %s', async (name, code) => {
  const before = await texts();
  for (const more of [[], ['--force']]) {
    if (name === 'dangling' && more.length > 0) continue;
    const ran = await run(['policy', 'new', '-y', ...more, name]);
    expect(ran.code, ran.stderr).toBe(code);
    expect(ran.stderr).toMatch(/^next: /m);
    expect(ran.stderr).not.toContain('.tmp');
  }
  expect(await texts()).toEqual(before);
});

test('policy new --force keeps links, names and mode', async () => {
  await writeFile(at('private.yaml'), 'old', { mode: 0o600 });
  await link(at('private.yaml'), at('other.yaml'));
  await symlink('private.yaml', at('link.yaml'));
  expect((await run(['policy', 'new', '-y', '--force', 'link.yaml'])).code).toBe(0);
  expect(await readFile(at('other.yaml'), 'utf8')).toContain('kind: Policy');
  expect((await stat(at('private.yaml'))).mode & 0o777).toBe(0o600);
});

test('policy test --init writes no suite where something is', async () => {
  execFileSync('mkfifo', [at('q.test.yaml')]);
  await writeFile(at('q.yaml'), policy);
  await symlink('nowhere', at('p.test.yaml'));
  for (const [name, why] of [
    ['q.yaml', 'a pipe'],
    ['p.yaml', 'a link that leads to no file'],
  ] as const) {
    const { code, stderr } = await run(['policy', 'test', '--init', name]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  }
  expect(Object.keys(await texts())).not.toContain('nowhere');
});

test.each(['kind-config.yaml', 'audit-policy.yaml'])('init follows no link of %s to nothing', async (name) => {
  await symlink('nowhere', at(name));
  const { code, stderr } = await run(['init']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('a link that leads to no file')]);
  expect(Object.keys(await texts())).not.toContain('nowhere');
});

test.each([
  [Buffer.from('as it was'), 'edited'],
  [null, 'made by others'],
])('an edit between the look at the project and its files stays', async (found, now) => {
  const world = fakeWorld({ files: { '/project/kind-config.yaml': now } });
  const write: FileWrite = { path: '/project/kind-config.yaml', text: 'new', onDisk: 'changed', before: '', found };
  const voice = { undoable: async () => undefined };
  await expect(writeProjectFiles(world, '/project', [write], voice)).rejects.toMatchObject({ code: 'file-changed' });
  expect(await world.files.read(write.path)).toBe(now);
});
