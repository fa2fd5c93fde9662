// Real files: whole or not at all.
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { files } from '../../src/io/files.ts';

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'kind-audit-'))));
afterEach(async () => rm(dir, { recursive: true }));

test('writes with the mode that was asked for and leaves no other file', async () => {
  await files.write(join(dir, 'a'), 'one', 0o600);
  await files.write(join(dir, 'a'), 'two', 0o600);
  expect(await readFile(join(dir, 'a'), 'utf8')).toBe('two');
  expect((await stat(join(dir, 'a'))).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toEqual(['a']);
});

test('writes for sharing unless a mode is asked for, and keeps the mode of a file that it replaces', async () => {
  const modes = async (...names: string[]): Promise<number[]> =>
    Promise.all(names.map(async (name) => (await stat(join(dir, name))).mode & 0o777));
  for (const umask of [0o000, 0o022, 0o077]) {
    const before = process.umask(umask);
    try {
      await files.write(join(dir, 'written'), 'x');
      await files.create(join(dir, 'created'), 'x');
      await files.create(join(dir, 'private'), 'x', 0o600);
      await files.write(join(dir, 'private'), 'y');
      await files.write(join(dir, 'program'), 'x', 0o755);
    } finally {
      process.umask(before);
    }
    const shared = 0o644 & ~umask;
    expect(await modes('written', 'created', 'private', 'program')).toEqual([shared, shared, 0o600, 0o755]);
    for (const name of await readdir(dir)) await rm(join(dir, name));
  }
});

test('a write that fails leaves the old file and no other', async () => {
  await mkdir(join(dir, 'a'));
  await expect(files.write(join(dir, 'a'), 'x')).rejects.toThrow();
  expect(await readdir(dir)).toEqual(['a']);
});

test('a file that cannot be written is named, not the one beside it', async () => {
  for (const path of [join(dir, 'none', 'f'), '/proc/f']) {
    await expect(files.create(path, 'x')).rejects.toMatchObject({ code: 'ENOENT', path });
    await expect(files.write(path, 'x')).rejects.toThrow(/^ENOENT: [^.]*$/);
  }
});

test('what is not a regular file is refused at once, with its path', async () => {
  execFileSync('mkfifo', [join(dir, 'pipe')]);
  for (const path of [join(dir, 'pipe'), '/dev/zero']) {
    await expect(files.read(path)).rejects.toMatchObject({ code: 'ENOTSUP', path });
    await expect(files.readBytes(path)).rejects.toMatchObject({ code: 'ENOTSUP', path });
  }
  await expect(files.read(dir)).rejects.toMatchObject({ code: 'EISDIR', path: dir });
  await expect(files.read(dir)).rejects.toThrow(`'${dir}'`);
});

test('reads give null for what is not there, and throw for what cannot be read', async () => {
  expect(await files.read(join(dir, 'none'))).toBeNull();
  expect(await files.stat(join(dir, 'none', 'deeper'))).toBeNull();
  expect(await files.list(join(dir, 'none'))).toEqual([]);
  await expect(files.read(dir)).rejects.toThrow(/EISDIR/);
});

test('creates only where nothing is', async () => {
  expect(await files.create(join(dir, 'lock'), '1')).toBe(true);
  expect(await files.create(join(dir, 'lock'), '2')).toBe(false);
  expect(await readFile(join(dir, 'lock'), 'utf8')).toBe('1');
  expect(await readdir(dir)).toEqual(['lock']);
});

test('of several that create a file at once one does, and no reader ever finds it empty', async () => {
  const path = join(dir, 'lock');
  for (let round = 0; round < 20; round += 1) {
    const creating = Array.from({ length: 8 }, async (_, index) => files.create(path, `by ${index}`));
    const reading = Array.from({ length: 8 }, async () => files.read(path));
    expect((await Promise.all(creating)).filter(Boolean)).toHaveLength(1);
    for (const text of await Promise.all(reading)) expect(text).not.toBe('');
    await rm(path);
  }
});

test('distinguishes files, folders and the rest', async () => {
  await writeFile(join(dir, 'f'), 'abc');
  expect(await files.stat(join(dir, 'f'))).toMatchObject({ kind: 'file', size: 3 });
  expect((await files.stat(dir))?.kind).toBe('directory');
  expect((await files.stat('/dev/null'))?.kind).toBe('device');
});

test('knows the room on a disk also of a path that is not there yet', async () => {
  expect(await files.freeBytes(join(dir, 'a', 'b'))).toBeGreaterThan(0);
});

test('makes folders that share missing parents at the same time', async () => {
  for (let round = 0; round < 50; round += 1) {
    const shared = join(dir, `round-${round}`, 'shared');
    await Promise.all([1, 2, 3, 4, 5].map((depth) => files.makeDir(join(shared, ...Array<string>(depth).fill('x')))));
    expect(await files.list(shared)).toEqual(['x']);
  }
});

test('makes folders with their parents, and gives up where none can be made', async () => {
  await files.makeDir(join(dir, 'a', 'b', 'c'), 0o700);
  expect((await stat(join(dir, 'a', 'b', 'c'))).mode & 0o777).toBe(0o700);
  await files.makeDir(join(dir, 'a', 'b', 'c'));
  await writeFile(join(dir, 'f'), '');
  await expect(files.makeDir(join(dir, 'f'))).rejects.toThrow('EEXIST');
  await expect(files.makeDir(join(dir, 'f', 'deeper'))).rejects.toThrow('ENOTDIR');
  await expect(files.makeDir('/proc/none')).rejects.toThrow('ENOENT');
  await expect(files.makeDir('/proc/none/deeper')).rejects.toThrow('ENOENT');
});

test('many files that are read beside each other need few descriptors, and none is taken for another', async () => {
  const text = (number: number): string => `${number} `.repeat(1_500_000);
  const names = Array.from({ length: 30 }, (_, number) => join(dir, `${number}.log`));
  await Promise.all(names.map(async (name, number) => writeFile(name, text(number))));
  const open = async (): Promise<number> => (await readdir('/dev/fd')).length;
  const before = await open();
  const streams = names.map((name) => files.stream(name)[Symbol.asyncIterator]());
  const parts = await Promise.all(streams.map(async (stream) => Buffer.from((await stream.next()).value ?? [])));
  expect((await open()) - before).toBeLessThanOrEqual(17);
  const last = names.at(-1) ?? '';
  await rename(last, `${last}.1`);
  await writeFile(last, text(29));
  await expect(streams.at(-1)?.next()).rejects.toMatchObject({ code: 'ENOENT' });
  for (const [number, stream] of streams.slice(0, -1).entries()) {
    const pieces = [parts[number] ?? Buffer.of()];
    for await (const bytes of { [Symbol.asyncIterator]: () => stream }) pieces.push(Buffer.from(bytes));
    expect(Buffer.concat(pieces).equals(Buffer.from(text(number))), String(number)).toBe(true);
  }
});
