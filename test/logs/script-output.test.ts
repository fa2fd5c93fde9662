// The script's own lines are distinguished from the log's, however the output is cut.
import { expect, test } from 'vitest';
import { ScriptOutput, type Piece } from '../../src/logs/script-output.ts';

const mark = (words: string): string => `\n\u001E${words}\n`;

function read(text: string, size = 1000, startsMidLine = false): { pieces: string[]; output: ScriptOutput } {
  const output = new ScriptOutput(startsMidLine);
  const bytes = Buffer.from(text);
  const pieces: Piece[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(...output.push(bytes.subarray(at, at + size)));
  let lines = '';
  const words = pieces.flatMap((piece) => {
    if (piece.type === 'lines') lines += Buffer.from(piece.block).toString();
    return piece.type === 'lines' ? [] : [piece.type];
  });
  return { pieces: [...words, lines], output };
}

test.each([1, 2, 5, 1000])('files, lines and positions from pieces of %i bytes', (size) => {
  const text = `${mark('file 12.34 0 -1 ')}{"a":1}\n{"b":2}\n${mark('file 13.35 0 8 /l/x y.log')}{"c":3}\n{"half`;
  const { pieces, output } = read(text, size);
  expect(pieces.at(-1)?.replaceAll(/^\n/gm, '')).toBe('{"a":1}\n{"b":2}\n{"c":3}\n');
  expect(pieces.slice(0, -1)).toEqual(['file', 'file', 'caught-up']);
  expect(output.position).toEqual({ identity: '13.35', offset: 8, after: '/l/x y.log' });
});

test('the rest of a line at the start is left out, but counted', () => {
  const { pieces, output } = read(`${mark('file 1.1 100 120 ')}rest of a line"}\n{"a":1}\n`, 7, true);
  expect(pieces).toEqual(['file', 'caught-up', '{"a":1}\n']);
  expect(output.position?.offset).toBe(100 + 25);
});

test('a line that is being written when the reading ends is left out', () => {
  expect(read(`${mark('file 1.1 0 -1 ')}{"a":1}\n{"tor${mark('end')}`).pieces).toEqual(['file', 'end', '{"a":1}\n']);
  expect(
    read(`${mark('file 1.1 0 -1 ')}{"a":1}\n${mark('end')}`)
      .pieces.at(-1)
      ?.trim(),
  ).toBe('{"a":1}');
});

test('no file, a lost place', () => {
  expect(read(mark('missing')).pieces).toEqual(['missing', '']);
  expect(read(mark('missing')).output.position).toBeNull();
  expect(read(`${mark('lost')}${mark('file 1.1 0 0 ')}`).pieces).toEqual(['lost', 'file', 'caught-up', '']);
});
