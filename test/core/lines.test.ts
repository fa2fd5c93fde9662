// Lines and columns of a text, looked up in any order and in several texts.
import { expect, test } from 'vitest';
import { lineAndColumn, lineOf } from '../../src/core/diagnostic.ts';

const texts = ['', 'a', '\n', 'a\n', 'ab\n\ncd\r\n\n e', '\n\n\n', 'x'.repeat(100)];

test.each(texts)('%j', (text) => {
  const lines = text.split('\n');
  for (let offset = 0; offset <= text.length + 1; offset += 1) {
    const before = text.slice(0, offset);
    const column = offset - before.lastIndexOf('\n');
    expect(lineAndColumn(text, offset)).toEqual({ line: before.split('\n').length, column });
    // Another text in between is not mixed up with this one.
    expect(lineAndColumn(`\n${text}`, offset + 1)).toEqual({ line: before.split('\n').length + 1, column });
  }
  for (let line = 1; line <= lines.length + 1; line += 1) expect(lineOf(text, line)).toBe(lines[line - 1] ?? '');
});
