// Whole lines of a file by ranges: together every line once, wherever the ranges meet.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lineReader } from '../../src/io/lines-of-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'kind-audit-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inRanges(text: string, step: number, longest = 1000): { blocks: string[]; overlong: number } {
  const path = join(folder, 'file');
  writeFileSync(path, text);
  const read = lineReader();
  const blocks: string[] = [];
  let overlong = 0;
  for (let from = 0; from < text.length; from += step) {
    const lines = read({ path, from, to: Math.min(text.length, from + step), longest });
    let block = '';
    for (const each of lines) block += Buffer.from(each).toString();
    blocks.push(block);
    overlong += lines.overlong;
  }
  return { blocks, overlong };
}

const text = 'a\n\nbcd\nefghijklmnop\n\n\nq\nrest';

test.each(Array.from({ length: 30 }, (_, index) => index + 1))('ranges of %i bytes', (step) => {
  const { blocks, overlong } = inRanges(text, step);
  expect(blocks.join('')).toBe(text);
  expect(overlong).toBe(0);
  for (const block of blocks.slice(0, -1))
    expect(block === '' || block.endsWith('\n') || block.endsWith('rest')).toBe(true);
});

test.each([100_000, 1_000_000])('a line that is too long is left out once, ranges of %i bytes', (step) => {
  const { blocks, overlong } = inRanges(`before\n${'x'.repeat(3_000_000)}\nafter\n`, step, 100);
  expect({ text: blocks.join(''), overlong }).toEqual({ text: 'before\nafter\n', overlong: 1 });
});
