// The stream of a source, from files, standard input and nodes: whole lines, and a report of what is missing.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LONGEST_LINE } from '../../src/core/lines.ts';
import { localSources } from '../../src/logs/local-source.ts';
import { followedOfNode } from '../../src/logs/node-source.ts';
import { everythingThere, type Block, type Source } from '../../src/logs/source.ts';
import { fakeWorld } from '../kit/world.ts';
import { bashNode, event, realTimeWorld, RotatingLog, tempDir } from './kit.ts';

/** The stream as words: lines as their text, the rest as it is. */
async function words(blocks: AsyncIterable<Block>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const block of blocks) {
    if (block.type !== 'lines') found.push(block);
    else if (typeof found.at(-1) === 'string') found.push(`${found.pop() as string}${text(block.bytes)}`);
    else found.push(text(block.bytes));
  }
  return found;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

async function fileStream(content: string | Uint8Array, name = 'a.log'): Promise<unknown[]> {
  const [source] = await localSources([name], fakeWorld({ files: { [`/project/${name}`]: content } }));
  return words((source as Source).blocks(everythingThere));
}

test('a file, an archive, a container log and standard input give the same lines', async () => {
  const lines = `${event(1)}\n${event(2)}\n`;
  const framed = lines.replaceAll(/^(?=.)/gm, '2026-11-21T08:00:00.1Z stdout F ');
  expect(await fileStream(lines)).toEqual([lines]);
  expect(await fileStream(gzipSync(lines), 'a.log.gz')).toEqual([lines]);
  expect(await fileStream(framed)).toEqual([lines]);
  const stdin = async function* () {
    for (const byte of Buffer.from(lines)) yield Buffer.of(byte);
  };
  const [source] = await localSources(['-'], fakeWorld({ parts: { stdin } }));
  expect(await words((source as Source).blocks(everythingThere))).toEqual([lines]);
});

test('lines that are too long are shortened, and a last line may lack its newline', async () => {
  const long = 'x'.repeat(LONGEST_LINE / 4);
  const pieces = [`a\n${long}`, long, long, long, long, 'x\nlast'];
  const stdin = async function* () {
    for (const piece of pieces) yield Buffer.from(piece);
  };
  const [source] = await localSources(['-'], fakeWorld({ parts: { stdin } }));
  expect(await words((source as Source).blocks(everythingThere))).toEqual([
    expect.stringMatching(/^a\nx{1000} \{"kindAuditShortened":"the beginning of a line of \d+ bytes"\}\nlast$/),
  ]);
});

test('a damaged archive: what could be read, and the loss', async () => {
  using dir = tempDir();
  const world = realTimeWorld({ cwd: dir.path });
  const packed = gzipSync(`${event(1)}\n`.repeat(50_000));
  await world.files.write(`${dir.path}/a.log.gz`, packed.subarray(0, packed.length - 20));
  const [source] = await localSources(['a.log.gz'], world);
  const found = await words((source as Source).blocks(everythingThere));
  expect(found).toEqual([
    expect.stringContaining(event(1)),
    { type: 'lost', text: expect.stringContaining('a.log.gz is damaged and was read as far as possible') },
  ]);
});

test('a large plain file is named and not read', async () => {
  const size = 25 * 1024 * 1024;
  const files = fakeWorld({ files: { '/project/a.log': `${event(1)}\n` } }).files;
  const stat = async () => ({ kind: 'file', size }) as const;
  const [source] = await localSources(['a.log'], fakeWorld({ parts: { files: { ...files, stat } } }));
  expect(await words((source as Source).blocks(everythingThere))).toMatchObject([
    { type: 'file', path: '/project/a.log', size },
  ]);
});

test('a node gives the same stream over rotations; its stretches are the end, and then all', async () => {
  using dir = tempDir();
  const log = new RotatingLog(`${dir.path}/audit.log`, 1000);
  const lines = Array.from({ length: 9 }, (_, number) => event(number));
  for (const line of lines) log.write(line);
  expect(log.rotated.length).toBeGreaterThan(1);
  const [source] = followedOfNode(bashNode('node', log.path), realTimeWorld());
  const whole = lines.map((line) => `${line}\n`).join('');
  expect((await words(source.blocks(everythingThere))).join('').replaceAll(/^\n/gm, '')).toBe(whole);
  const stretches = source.stretches({ tail: 10, since: null, selective: false });
  expect(stretches.map(({ kind }) => kind)).toEqual(['end', 'all']);
  const [end = '', all = ''] = await Promise.all(
    stretches.map(async ({ blocks }) => (await words(blocks())).join('').replaceAll(/^\n/gm, '')),
  );
  expect(all).toBe(whole);
  expect(end).not.toBe('');
  expect(whole.endsWith(end)).toBe(true);
  expect(source.stretches({ tail: 10, since: null, selective: true }).map(({ kind }) => kind)).toEqual(['all']);
});
