// Whole lines of a file by ranges: together every line once, wherever the ranges meet.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lineReader } from '../../src/io/lines-of-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'kind-audit-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inRanges(text: string, step: number, longest = 1000): string[] {
  const path = join(folder, 'file');
  writeFileSync(path, text);
  const read = lineReader();
  const blocks: string[] = [];
  for (let from = 0; from < text.length; from += step) {
    const lines = read({ path, from, to: Math.min(text.length, from + step), longest });
    let block = '';
    for (const each of lines) block += Buffer.from(each).toString();
    blocks.push(block);
  }
  return blocks;
}

const text = 'a\n\nbcd\nefghijklmnop\n\n\nq\nrest';

test.each(Array.from({ length: 30 }, (_, index) => index + 1))('ranges of %i bytes', (step) => {
  const blocks = inRanges(text, step);
  expect(blocks.join('')).toBe(text);
  for (const block of blocks.slice(0, -1))
    expect(block === '' || block.endsWith('\n') || block.endsWith('rest')).toBe(true);
});

test.each([100_000, 1_000_000])('a line that is too long is shortened once, ranges of %i bytes', (step) => {
  const made = inRanges(`before\n${'x'.repeat(3_000_000)}\nafter\n`, step, 100)
    .join('')
    .split('\n');
  expect(made).toEqual(['before', expect.stringMatching(/^x{1000} \{.* line of 3000000 bytes"\}$/), 'after', '']);
});
