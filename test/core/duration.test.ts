// Lengths of time in words: of columns, ages, and estimates.
import { expect, test } from 'vitest';
import { formatAgo, formatHours } from '../../src/core/duration.ts';
import { reachHours } from '../../src/core/log-rotation.ts';

test.each([
  [0, '1 min'],
  [0.283, '17 min'],
  [0.9999, '1.0 h'],
  [1, '1.0 h'],
  [47.9, '47.9 h'],
  [47.99, '2.0 days'],
  [170.4, '7.1 days'],
])('%d hours: %s', (hours, words) => {
  expect(formatHours(hours)).toBe(words);
});

test.each([
  [Number.NaN, '-'],
  [-5, '0s ago'],
  [59_400, '59s ago'],
  [3_599_000, '59m ago'],
  [172_799_000, '47h ago'],
  [172_800_000, '2d ago'],
])('%d ms: %s', (ms, words) => {
  expect(formatAgo(ms)).toBe(words);
});

test.each([
  [{ maxSizeMiB: 100, maxBackups: 10, maxAgeDays: 0 }, 1000],
  [{ maxSizeMiB: 100, maxBackups: 10, maxAgeDays: 30 }, 720],
  [{ maxSizeMiB: 0, maxBackups: 10, maxAgeDays: 0 }, Infinity],
  [{ maxSizeMiB: 100, maxBackups: 0, maxAgeDays: 0 }, Infinity],
  [{ maxSizeMiB: 100, maxBackups: 0, maxAgeDays: 1 }, 24],
])('%j at a mebibyte an hour reaches back %d hours', (rotation, hours) => {
  expect(reachHours(rotation, 1024 * 1024)).toBe(hours);
});
