// New content for a real file: whatever else belongs to the file stays, and what is no file is left alone.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdtemp,
  open,
  readFile,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { files } from '../../src/io/files.ts';

let dir: string;
const at = (name: string): string => join(dir, name);
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'kind-audit-'))));
afterEach(async () => rm(dir, { recursive: true }));

test('writes through links, however many, and leaves no other file', async () => {
  await writeFile(at('file'), 'old');
  await symlink('file', at('first'));
  await symlink(at('first'), at('second'));
  expect(await files.replace(at('second'), 'new', Buffer.from('old'))).toBe('written');
  expect(await readFile(at('file'), 'utf8')).toBe('new');
  expect([await readlink(at('first')), await readlink(at('second'))]).toEqual(['file', at('first')]);
  expect((await readdir(dir)).toSorted()).toEqual(['file', 'first', 'second']);
});

test('creates what a link leads to, and gives up where links lead in a circle', async () => {
  await symlink('not-yet', at('link'));
  expect(await files.replace(at('link'), 'new')).toBe('written');
  expect(await readFile(at('not-yet'), 'utf8')).toBe('new');
  await symlink('b', at('a'));
  await symlink('a', at('b'));
  await expect(files.replace(at('a'), 'new')).rejects.toThrow('ELOOP');
});

test('keeps every other name of the file', async () => {
  await writeFile(at('one'), 'a longer old text');
  await link(at('one'), at('two'));
  expect(await files.replace(at('one'), 'edited in between', Buffer.from('other'))).toBe('changed');
  expect(await files.replace(at('one'), 'new', Buffer.from('a longer old text'))).toBe('written');
  expect(await readFile(at('two'), 'utf8')).toBe('new');
  expect((await stat(at('two'))).ino).toBe((await stat(at('one'))).ino);
});

test.skipIf(process.getuid?.() !== 0)('keeps the owner and every bit of the mode', async () => {
  await writeFile(at('file'), 'old');
  await chown(at('file'), 65_534, 65_533);
  await chmod(at('file'), 0o2640);
  expect(await files.replace(at('file'), 'new')).toBe('written');
  const { uid, gid, mode } = await stat(at('file'));
  expect([uid, gid, mode & 0o7777]).toEqual([65_534, 65_533, 0o2640]);
});

test('leaves pipes, sockets and devices as they are, and names them', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
  await symlink('/dev/null', at('device'));
  try {
    for (const kind of ['pipe', 'socket', 'device'] as const) {
      const before = await lstat(at(kind));
      expect(await files.replace(at(kind), 'new')).toBe(kind);
      expect((await lstat(at(kind))).ino).toBe(before.ino);
      expect(await files.readWhole(at(kind), 100)).toBe(kind);
    }
  } finally {
    server.close();
  }
});

test('reads a pipe to its end, also one whose writer comes late and writes slowly', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  const reading = files.readWhole(at('pipe'), 100);
  const writer = await open(at('pipe'), 'w');
  await writer.write('first ');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await writer.write('second');
  await writer.close();
  expect(Buffer.from((await reading) as Uint8Array).toString()).toBe('first second');
});

test('reads no more of an endless pipe than was asked for', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  const reading = files.readWhole(at('pipe'), 1000);
  const writer = await open(at('pipe'), 'w');
  await writer.write('x'.repeat(2000));
  expect(await reading).toBe('large');
  await writer.close();
});

test('what is written without a look at the old content goes through links and keeps every name of the file', async () => {
  await writeFile(at('file'), 'a longer old text', { mode: 0o640 });
  await symlink('file', at('link'));
  await link(at('file'), at('other'));
  await files.write(at('link'), 'new');
  expect(await readFile(at('other'), 'utf8')).toBe('new');
  expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
  await files.write(at('link'), 'private', 0o600);
  expect((await stat(at('other'))).mode & 0o777).toBe(0o600);
});

test('what is no file is not written to', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  for (const [path, code] of [
    [at('pipe'), 'ENOTSUP'],
    ['/dev/null', 'ENOTSUP'],
    [dir, 'EISDIR'],
  ] as const)
    await expect(files.write(path, 'x')).rejects.toMatchObject({ code, path });
  expect(await readdir(dir)).toEqual(['pipe']);
});

test('where nothing may be, a link that leads to nothing is something', async () => {
  await symlink('not-yet', at('link'));
  expect(await files.replace(at('link'), 'new', null)).toBe('changed');
  expect(await files.create(at('link'), 'new')).toBe(false);
  expect(await readdir(dir)).toEqual(['link']);
});
