// The length of a value as JSON is that of the text.
import { expect, test } from 'vitest';
import { jsonLength } from '../../src/events/json-length.ts';
import { hostileBodies } from '../kit/hostile.ts';

test.each(hostileBodies.filter(([name]) => !name.includes('within')))('%s', (_name, body) => {
  const value = JSON.parse(body) as unknown;
  expect(jsonLength(value)).toBe(JSON.stringify(value).length);
});

test('100,000 levels', () => {
  expect(jsonLength(JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toBe(200_000);
});
