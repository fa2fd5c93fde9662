// JSON for terminals: the same value, and nothing that is obeyed.
import { expect, test } from 'vitest';
import { safeJson } from '../../src/core/json-text.ts';
import { hostileCharacters, unsafeOutput } from '../kit/hostile.ts';

const texts = [...hostileCharacters, '##[error]x', '::error::x', 'é 世界 😀 ❤️'];

test.each(texts.map((text) => [JSON.stringify(text), text]))('%s as key and as value', (_name, text) => {
  const value = { [text]: [text, { a: `${text}\n${text}` }] };
  // As Go writes it: everything raw that JSON allows.
  const raw = JSON.stringify(value, null, 2).replaceAll('\\ud800', '\uD800');
  expect(JSON.parse(safeJson(raw))).toEqual(value);
  expect(safeJson(raw)).not.toMatch(unsafeOutput);
});

test('other text stays as it is, and white space between values is harmless', () => {
  const text = '{"a":"é\\u202e","b":[1,2]}\n';
  expect(safeJson(text)).toBe(text);
  expect(safeJson('\uFEFF{\r"a":\t1}\r\n')).toBe('{ "a":\t1} \n');
});
