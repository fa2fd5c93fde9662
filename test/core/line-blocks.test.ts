// Pieces of bytes to blocks of whole lines.
import { expect, test } from 'vitest';
import { hasFrames, unframer } from '../../src/events/cri.ts';
import { LineBlocks, lineBlocks, LONGEST_LINE } from '../../src/core/lines.ts';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function joined(bytes: Buffer, size: number): Promise<Buffer[]> {
  const blocks: Buffer[] = [];
  for await (const block of lineBlocks(pieces(bytes, size))) blocks.push(Buffer.from(block));
  return blocks;
}

test.each([1, 2, 3, 7, 1000])('gives every byte once, in whole lines, from pieces of %i bytes', async (size) => {
  const bytes = Buffer.from('one\r\ntwö\n\nlast without newline');
  const blocks = await joined(bytes, size);
  expect(Buffer.concat(blocks)).toEqual(bytes);
  for (const block of blocks.slice(0, -1)) expect(block.at(-1)).toBe(10);
});

test('nothing gives nothing', async () => {
  expect(await joined(Buffer.alloc(0), 10)).toEqual([]);
});

test('joins a line of 10 MB from small pieces in little time', async () => {
  const bytes = Buffer.concat([Buffer.alloc(10_000_000, 'x'), Buffer.from('\nnext\n')]);
  const started = performance.now();
  expect(Buffer.concat(await joined(bytes, 4096)).equals(bytes)).toBe(true);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('shortens a line that is too long, and goes on after it', () => {
  const lines = new LineBlocks();
  const half = Buffer.alloc(LONGEST_LINE / 2 + 1, 'x');
  expect(Buffer.from(lines.push(Buffer.from('a\nb')) ?? []).toString()).toBe('a\n');
  expect([lines.push(half), lines.push(half), lines.push(half)]).toEqual([null, null, null]);
  const [short, next] = Buffer.from(lines.push(Buffer.from('tail\nnext\n')) ?? [])
    .toString()
    .split('\n');
  expect([short?.slice(0, 999), next]).toEqual([`b${'x'.repeat(998)}`, 'next']);
  expect(short).toMatch(/^bx{999} \{"kindAuditShortened":"the beginning of a line of \d+ bytes"\}$/);
  expect(short).toContain(` ${1 + 3 * half.length + 4} bytes`);
  expect(lines.skippedBytes).toBe(1 + 3 * half.length + 5 - ((short?.length ?? 0) + 1));
  expect(lines.end()).toBeNull();
});

const stamp = '2026-11-21T08:09:51.567123456Z';

test('takes the framing off and puts long lines together, over blocks', () => {
  const unframe = unframer();
  const first = unframe.lines(Buffer.from(`${stamp} stdout F whole\n${stamp} stdout P be\n${stamp} stderr F klog\n`));
  const second = unframe.lines(Buffer.from(`${stamp} stdout P gin\n${stamp} stdout F ning \n`));
  expect([Buffer.from(first).toString(), Buffer.from(second).toString()]).toEqual(['whole\n\n\n', '\nbeginning \n']);
  unframe.lines(Buffer.from(`${stamp} stdout P half\n`));
  expect(Buffer.from(unframe.end()).toString()).toBe('half');
});

test('lets lines without framing through', () => {
  expect(Buffer.from(unframer().lines(Buffer.from('{"a": 1}\nx y\n'))).toString()).toBe('{"a": 1}\nx y\n');
});

test('knows framing by its look', () => {
  expect(hasFrames(Buffer.from(`${stamp} stdout F {`))).toBe(true);
  expect(hasFrames(Buffer.from('2026-11-21T08:09:51+01:00 stderr P:x {'))).toBe(true);
  expect(hasFrames(Buffer.from('{"kind":"Event"}'))).toBe(false);
  expect(hasFrames(Buffer.from(`cut\n\n${stamp} stdout F {`))).toBe(true);
  expect(hasFrames(Buffer.from(`x stdout F {\n${stamp} stdin F {`))).toBe(false);
});
