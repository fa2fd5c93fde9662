// References of images, by the grammar of registries.
import { expect, test } from 'vitest';
import { imageReferenceProblem } from '../../src/core/image-reference.ts';

const digest = `sha256:${'0'.repeat(64)}`;

test.each([
  'kindest/node',
  'kindest/node:v1.36.1',
  `kindest/node:v1.36.1@${digest}`,
  `kindest/node@${digest}`,
  'localhost:5000/a/b_c/d__e/f--g.h:Latest_1',
  '[::1]:5000/a',
  'Registry.example/a',
  'a',
  '0123456789abcdef',
])('%s', (reference) => {
  expect(imageReferenceProblem(reference)).toBeNull();
});

test.each([
  ['', 'is needed'],
  ['../../version', 'not a name'],
  ['../../127.0.0.1:8099/x', 'not a name'],
  ['a b', 'not a name'],
  ['-x', 'not a name'],
  ['UPPER:x', 'not a name'],
  ['a//b', 'not a name'],
  ['/a', 'not a name'],
  ['a/', 'not a name'],
  ['a..b', 'not a name'],
  ['a___b', 'not a name'],
  ['a\n', 'not a name'],
  ['ä', 'not a name'],
  ['a?b', 'not a name'],
  ['https://a/b', 'not a name'],
  ['$(id)', 'not a name'],
  ['a:', 'not a tag'],
  ['a:b c', 'not a tag'],
  [`a:${'b'.repeat(129)}`, 'not a tag'],
  ['a@', 'not a digest'],
  ['a@sha256:xyz', 'not a digest'],
  [`a@${digest}@${digest}`, 'not a digest'],
  ['a'.repeat(256), 'longer than'],
  ['a-'.repeat(100_000), 'longer than'],
])('%.40j is no reference', (reference, why) => {
  expect(imageReferenceProblem(reference)).toContain(why);
});
