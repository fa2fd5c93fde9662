// Work within a limit of time: its result or its error, or nothing where it has no end.
import { expect, test } from 'vitest';
import { within } from '../../src/io/within.ts';

test('work that ends in time gives what it gives, also work in work', () => {
  expect(within(60_000, () => 5)).toEqual({ done: 5 });
  expect(within(60_000, () => undefined)).toEqual({ done: undefined });
  expect(within(60_000, () => within(60_000, () => 'inside'))).toEqual({ done: { done: 'inside' } });
});

test('an error is thrown on', () => {
  const fail = (): never => {
    throw new RangeError('too many');
  };
  expect(() => within(60_000, fail)).toThrow(new RangeError('too many'));
});

test('work without an end is ended, in a loop and in a regular expression', () => {
  let rounds = 0;
  expect(
    within(20, () => {
      for (;;) rounds += 1;
    }),
  ).toBeNull();
  expect(rounds).toBeGreaterThan(0);
  expect(within(20, () => /(a+)+$/.test(`${'a'.repeat(100)}b`))).toBeNull();
  expect(within(60_000, () => 'works on')).toEqual({ done: 'works on' });
});
