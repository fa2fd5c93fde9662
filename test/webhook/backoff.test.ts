// Waits before something is tried again.
import { expect, test } from 'vitest';
import { askedWait, backoff } from '../../src/webhook/backoff.ts';

test('waits double from half a second to half a minute', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 2000].map((failed) => backoff(failed, 0.5));
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('chance makes them a fifth shorter or longer', () => {
  expect([backoff(1, 0), backoff(1, 1 - 2 ** -32)]).toEqual([400, 600]);
  expect([backoff(50, 0), backoff(50, 1 - 2 ** -32)]).toEqual([24_000, 36_000]);
});

test.each([
  ['7', 7000],
  [' 60 ', 60_000],
  ['61', 60_000],
  ['999999999', 60_000],
  ['0', null],
  ['-1', null],
  ['1.5', null],
  ['soon', null],
  ['', null],
  [null, null],
  ['Thu, 01 Jan 1970 00:00:20 GMT', 10_000],
  ['Thu, 01 Jan 1970 01:00:00 GMT', 60_000],
  ['Thu, 01 Jan 1970 00:00:05 GMT', null],
  ['Xyz, 99 Abc 1970 00:00:05 GMT', null],
])('Retry-After: %s', (value, ms) => {
  expect(askedWait(value, 10_000)).toBe(ms);
});
