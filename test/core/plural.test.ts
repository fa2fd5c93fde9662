// A number and its noun agree.
import { expect, test } from 'vitest';
import { count, isOrAre } from '../../src/core/plural.ts';

test.each([
  [0, '0 places'],
  [1, '1 place'],
  [2, '2 places'],
  [21, '21 places'],
])('%i', (number, text) => {
  expect(count(number, 'place')).toBe(text);
});

test('a plural of its own, and the verb', () => {
  expect([count(1, 'body', 'bodies'), count(3, 'body', 'bodies')]).toEqual(['1 body', '3 bodies']);
  expect([0, 1, 2].map(isOrAre)).toEqual(['are', 'is', 'are']);
});
