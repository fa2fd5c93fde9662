// The contract of the port AppendFiles: one table, held against real files and against those in memory.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { AppendFiles } from '../../src/core/append-files.ts';
import { appendFiles } from '../../src/io/append-files.ts';
import { fakeDisk } from '../kit/append-files.ts';

const temporary: string[] = [];
afterEach(() => {
  for (const dir of temporary.splice(0)) rmSync(dir, { recursive: true });
});

const places: readonly [string, () => { readonly files: AppendFiles; readonly dir: string }][] = [
  [
    'real files',
    () => {
      const dir = mkdtempSync(join(tmpdir(), 'kind-audit-append-'));
      temporary.push(dir);
      return { files: appendFiles, dir };
    },
  ],
  ['files in memory', () => ({ files: fakeDisk().files, dir: '/somewhere' })],
];

describe.each(places)('%s', (_name, make) => {
  test('what is written at an offset is read from there, up to the end', async () => {
    const { files, dir } = make();
    const file = await files.create(join(dir, 'a'));
    await file.write(Buffer.from('hello'), 0);
    await file.write(Buffer.from('p me'), 3);
    await file.sync();
    const into = new Uint8Array(10);
    expect(await file.read(into, 1)).toBe(6);
    expect(Buffer.from(into.subarray(0, 6)).toString()).toBe('elp me');
    expect(await file.read(into, 7)).toBe(0);
    await file.truncate(3);
    expect(await file.read(into, 0)).toBe(3);
    await file.close();
    expect(await files.size(join(dir, 'a'))).toBe(3);
  });

  test('create refuses what is there, open returns null for what is not', async () => {
    const { files, dir } = make();
    await (await files.create(join(dir, 'a'))).close();
    await expect(files.create(join(dir, 'a'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await files.open(join(dir, 'b'))).toBeNull();
    expect(await files.size(join(dir, 'b'))).toBeNull();
    await files.remove(join(dir, 'b'));
  });

  test('a file keeps its content under another name, and knows when it has none', async () => {
    const { files, dir } = make();
    const file = await files.create(join(dir, 'a'));
    await file.write(Buffer.from('x'), 0);
    await files.rename(join(dir, 'a'), join(dir, 'b'));
    await files.syncFolder(dir);
    expect(await files.list(dir)).toEqual(['b']);
    expect(await file.linked()).toBe(true);
    await files.remove(join(dir, 'b'));
    expect(await file.linked()).toBe(false);
    await file.close();
    await expect(files.rename(join(dir, 'a'), join(dir, 'b'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('the checksum is CRC-32, also in pieces', async () => {
    const { files } = make();
    const [first, rest] = [Buffer.from('1234'), Buffer.from('56789')];
    expect(files.crc32(rest, files.crc32(first))).toBe(0xcbf43926);
  });
});

test('files and folders are for the user alone', async () => {
  const [, make] = places[0] ?? [];
  const { files, dir } = make?.() ?? { files: appendFiles, dir: '' };
  await files.makeFolder(join(dir, 'one/two'));
  await (await files.create(join(dir, 'one/two/a'))).close();
  expect(['one', 'one/two', 'one/two/a'].map((path) => statSync(join(dir, path)).mode & 0o777)).toEqual([
    0o700, 0o700, 0o600,
  ]);
});
