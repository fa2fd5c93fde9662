// The contract of the port Files: one table, held against real files and against those in memory.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { files as realFiles } from '../../src/io/files.ts';
import { memoryFiles, type Disk } from '../kit/files.ts';
import { growingFileCases } from './growing-file-cases.ts';
import { wholeFileCases, type Case, type Place } from './whole-file-cases.ts';

const temporary: string[] = [];
afterEach(() => {
  for (const dir of temporary.splice(0)) rmSync(dir, { recursive: true });
});

const places: Readonly<Record<string, () => Place>> = {
  'real files'() {
    const dir = mkdtempSync(join(tmpdir(), 'kind-audit-files-'));
    temporary.push(dir);
    return {
      files: realFiles,
      at: (name) => join(dir, name),
      modeOf: (name) => statSync(join(dir, name)).mode & 0o777,
    };
  },
  'files in memory'() {
    const disk: Disk = new Map();
    const at = (name: string): string => join('/somewhere', name);
    return { files: memoryFiles(disk, ['/somewhere']), at, modeOf: (name) => disk.get(at(name))?.mode ?? 0 };
  },
};

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function* bytesOf(...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* parts;
}

const cases: readonly Case[] = [
  ...growingFileCases,
  ['what is not there is read as null', async ({ files, at }) => files.read(at('none')), null],
  ['below what is not there is null too', async ({ files, at }) => files.readBytes(at('none/deeper')), null],
  [
    'below a file there is nothing',
    async ({ files, at }) => {
      await files.write(at('f'), 'x');
      return [await files.read(at('f/deeper')), await files.stat(at('f/deeper')), await files.list(at('f/deeper'))];
    },
    [null, null, []],
  ],
  ['a folder cannot be read', async ({ files, at }) => files.read(at('.')), 'EISDIR'],
  ['a folder cannot be tried for writing', async ({ files, at }) => files.tryWrite(at('.')), 'EISDIR'],
  ['what is not there cannot be tried for writing', async ({ files, at }) => files.tryWrite(at('none')), 'ENOENT'],
  [
    'a file that is tried for writing stays as it is',
    async ({ files, at }) => {
      await files.write(at('f'), 'x');
      await files.tryWrite(at('f'));
      return files.read(at('f'));
    },
    'x',
  ],
  [
    'an entry is a file, a folder or nothing',
    async ({ files, at }) => {
      await files.write(at('f'), 'x');
      const kinds = ['f', '.', 'none'].map(async (name) => (await files.entry(at(name)))?.kind ?? null);
      return Promise.all(kinds);
    },
    ['file', 'directory', null],
  ],
  ['a folder cannot be streamed', async ({ files, at }) => textOf(files.stream(at('.'))), 'EISDIR'],
  ['a stream of nothing fails', async ({ files, at }) => textOf(files.stream(at('none'))), 'ENOENT'],
  [
    'text and bytes are the same thing',
    async ({ files, at }) => {
      await files.write(at('text'), 'é');
      await files.write(at('bytes'), Uint8Array.of(0xc3, 0xa9));
      return [await files.read(at('bytes')), [...((await files.readBytes(at('text'))) ?? [])]];
    },
    ['é', [0xc3, 0xa9]],
  ],
  [
    'bytes that are not UTF-8 become the replacement character',
    async ({ files, at }) => {
      await files.write(at('f'), Uint8Array.of(0x61, 0xff));
      return files.read(at('f'));
    },
    'a\uFFFD',
  ],
  [
    'streams begin at an offset, also beyond the end',
    async ({ files, at }) => {
      await files.write(at('f'), 'abc');
      return Promise.all([0, 1, 3, 9].map(async (from) => textOf(files.stream(at('f'), from))));
    },
    ['abc', 'bc', '', ''],
  ],
  [
    'a file that was written again is another, a renamed one the same',
    async ({ files, at }) => {
      const identity = async (name: string): Promise<string | undefined> => (await files.stat(at(name)))?.identity;
      await files.write(at('a'), 'one');
      const first = await identity('a');
      await files.rename(at('a'), at('b'));
      const moved = await identity('b');
      await files.chmod(at('b'), 0o600);
      const changed = await identity('b');
      await files.write(at('b'), 'two');
      return [moved === first, changed === first, (await identity('b')) === first];
    },
    [true, true, false],
  ],
  [
    'a stream of a file that is another now is empty',
    async ({ files, at }) => {
      await files.write(at('f'), 'one');
      const identity = (await files.stat(at('f')))?.identity ?? '';
      const same = await textOf(files.stream(at('f'), 0, identity));
      await files.write(at('f'), 'two');
      return [same, await textOf(files.stream(at('f'), 0, identity))];
    },
    ['one', ''],
  ],
  [
    'gunzip gives the content, of several members too',
    async ({ files }) => textOf(files.gunzip(bytesOf(gzipSync('a'), gzipSync('b')))),
    'ab',
  ],
  [
    'gunzip of what is not packed fails',
    async ({ files }) => textOf(files.gunzip(bytesOf(Buffer.from('plain')))),
    'Z_DATA_ERROR',
  ],
  [
    'gunzip of half a file fails',
    async ({ files }) => textOf(files.gunzip(bytesOf(gzipSync('a long text').subarray(0, 15)))),
    'Z_BUF_ERROR',
  ],
  [
    'stat distinguishes files and folders, and gives sizes in bytes',
    async ({ files, at }) => {
      await files.write(at('f'), 'é');
      const { kind, size } = (await files.stat(at('f'))) ?? {};
      return [kind, size, (await files.stat(at('.')))?.kind, await files.stat(at('none'))];
    },
    ['file', 2, 'directory', null],
  ],
  [
    'list is sorted and holds files and folders by their names alone',
    async ({ files, at }) => {
      await files.makeDir(at('b/deep/deeper'));
      await files.write(at('c'), '');
      await files.write(at('a'), '');
      return [
        await files.list(at('.')),
        await files.list(at('b')),
        await files.list(at('c')),
        await files.list(at('none')),
      ];
    },
    [['a', 'b', 'c'], ['deep'], [], []],
  ],
  ['write makes no folder', async ({ files, at }) => files.write(at('none/f'), ''), 'ENOENT'],
  [
    'write goes through no file',
    async ({ files, at }) => {
      await files.write(at('f'), '');
      await files.write(at('f/deeper'), '');
    },
    'ENOTDIR',
  ],
  [
    'write replaces no folder, an empty one neither',
    async ({ files, at }) => {
      await files.makeDir(at('d'));
      await files.write(at('d'), '');
    },
    'EISDIR',
  ],
  ...wholeFileCases,
  [
    'create says whether it did, and leaves what is there',
    async ({ files, at }) => {
      await files.makeDir(at('d'));
      const made = [
        await files.create(at('f'), 'one'),
        await files.create(at('f'), 'two'),
        await files.create(at('d'), 'x'),
      ];
      return [made, await files.read(at('f'))];
    },
    [[true, false, false], 'one'],
  ],
  ['create makes no folder', async ({ files, at }) => files.create(at('none/f'), ''), 'ENOENT'],
  [
    'rename moves a file over another',
    async ({ files, at }) => {
      await files.write(at('a'), 'one');
      await files.write(at('b'), 'two');
      await files.rename(at('a'), at('b'));
      return [await files.list(at('.')), await files.read(at('b'))];
    },
    [['b'], 'one'],
  ],
  ['rename of nothing fails', async ({ files, at }) => files.rename(at('none'), at('b')), 'ENOENT'],
  [
    'rename makes no folder',
    async ({ files, at }) => {
      await files.write(at('a'), '');
      await files.rename(at('a'), at('none/a'));
    },
    'ENOENT',
  ],
  [
    'rename moves a whole folder, onto an empty one too',
    async ({ files, at }) => {
      await files.makeDir(at('a/empty'));
      await files.write(at('a/f'), 'x');
      await files.makeDir(at('c'));
      await files.rename(at('a'), at('b'));
      await files.rename(at('b'), at('c'));
      return [await files.list(at('.')), await files.list(at('c')), await files.read(at('c/f'))];
    },
    [['c'], ['empty', 'f'], 'x'],
  ],
  [
    'rename moves no folder onto one with something in it',
    async ({ files, at }) => {
      await files.makeDir(at('a'));
      await files.makeDir(at('b/full'));
      await files.rename(at('a'), at('b'));
    },
    'ENOTEMPTY',
  ],
  [
    'rename moves no folder onto a file',
    async ({ files, at }) => {
      await files.makeDir(at('a'));
      await files.write(at('f'), '');
      await files.rename(at('a'), at('f'));
    },
    'ENOTDIR',
  ],
  [
    'rename moves no file onto a folder',
    async ({ files, at }) => {
      await files.makeDir(at('a'));
      await files.write(at('f'), '');
      await files.rename(at('f'), at('a'));
    },
    'EISDIR',
  ],
  [
    'rename moves no folder into itself',
    async ({ files, at }) => {
      await files.makeDir(at('a'));
      await files.rename(at('a'), at('a/b'));
    },
    'EINVAL',
  ],
  [
    'a folder whose last file went is still there',
    async ({ files, at }) => {
      await files.makeDir(at('a'));
      await files.write(at('a/f'), '');
      await files.write(at('a/g'), '');
      await files.remove(at('a/f'));
      await files.rename(at('a/g'), at('g'));
      return [await files.list(at('.')), await files.list(at('a'))];
    },
    [['a', 'g'], []],
  ],
  [
    'copy leaves the source, and what is copied over keeps its place',
    async ({ files, at }) => {
      await files.write(at('a'), 'one', 0o600);
      await files.copy(at('a'), at('b'));
      await files.write(at('c'), 'old');
      const before = (await files.stat(at('c')))?.identity;
      await files.copy(at('a'), at('c'));
      return [await files.read(at('a')), await files.read(at('b')), before === (await files.stat(at('c')))?.identity];
    },
    ['one', 'one', true],
  ],
  ['copy of nothing fails', async ({ files, at }) => files.copy(at('none'), at('b')), 'ENOENT'],
  [
    'copy makes no folder',
    async ({ files, at }) => {
      await files.write(at('a'), '');
      await files.copy(at('a'), at('none/a'));
    },
    'ENOENT',
  ],
  [
    'files are for sharing unless a mode is asked for; a rewrite and a copy keep the mode',
    async ({ files, at, modeOf }) => {
      await files.write(at('written'), '');
      await files.create(at('created'), '');
      await files.write(at('private'), '', 0o600);
      await files.write(at('private'), 'again');
      await files.create(at('own'), '', 0o600);
      await files.copy(at('own'), at('copied'));
      await files.copy(at('own'), at('written'));
      await files.chmod(at('created'), 0o755);
      return ['written', 'created', 'private', 'own', 'copied'].map(modeOf);
    },
    [0o600, 0o755, 0o600, 0o600, 0o600],
  ],
  [
    'what is not asked for is 0644',
    async ({ files, at, modeOf }) => {
      await files.write(at('written'), '');
      await files.create(at('created'), '');
      return ['written', 'created'].map(modeOf);
    },
    [0o644, 0o644],
  ],
  ['chmod of nothing fails', async ({ files, at }) => files.chmod(at('none'), 0o600), 'ENOENT'],
  [
    'makeDir makes parents, and again does nothing',
    async ({ files, at }) => {
      await files.makeDir(at('a/b'));
      await files.makeDir(at('a/b'));
      return [await files.list(at('a')), (await files.stat(at('a/b')))?.kind];
    },
    [['b'], 'directory'],
  ],
  [
    'makeDir makes nothing where a file is',
    async ({ files, at }) => {
      await files.write(at('f'), '');
      await files.makeDir(at('f'));
    },
    'EEXIST',
  ],
  [
    'makeDir makes nothing below a file',
    async ({ files, at }) => {
      await files.write(at('f'), '');
      await files.makeDir(at('f/deeper'));
    },
    'ENOTDIR',
  ],
  [
    'remove takes a whole folder, and nothing where nothing is',
    async ({ files, at }) => {
      await files.makeDir(at('a/b'));
      await files.write(at('a/f'), '');
      await files.write(at('ab'), '');
      await files.remove(at('a'));
      await files.remove(at('none'));
      return files.list(at('.'));
    },
    ['ab'],
  ],
  [
    'there is room, also where nothing is yet',
    async ({ files, at }) => (await files.freeBytes(at('none/deeper'))) > 0,
    true,
  ],
];

/** An error is represented by its code, as in the table. */
async function outcome(act: Promise<unknown>): Promise<unknown> {
  try {
    return await act;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
}

describe.each(Object.entries(places))('%s', (_name, makePlace) => {
  test.each(cases)('%s', async (_title, act, expected) => {
    expect(await outcome(act(makePlace()))).toEqual(expected);
  });
});
