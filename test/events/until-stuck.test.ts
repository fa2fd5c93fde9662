// Lines that are slow together are waited for, and one that holds all up is not.
import { expect, test } from 'vitest';
import type { Within } from '../../src/core/ports.ts';
import { untilStuck } from '../../src/events/until-stuck.ts';

/** Limits that are over after so many lines, one number for each attempt; notes the limits. */
function overAt(lines: readonly number[]): { within: Within; limits: number[]; most: () => number } {
  const limits: number[] = [];
  return {
    limits,
    most: () => lines[limits.length - 1] ?? Infinity,
    within(ms, work) {
      limits.push(ms);
      const done = work();
      return limits.length <= lines.length ? null : { done };
    },
  };
}

test.each([
  { over: [], result: 'done', attempts: [500] },
  { over: [3], result: 'done', attempts: [500, 1000] },
  { over: [3, 5], result: 'done', attempts: [500, 1000, 2000] },
  { over: [3, 3], result: null, attempts: [500, 1000] },
  { over: [3, 5, 5], result: null, attempts: [500, 1000, 2000] },
  { over: [1, 2, 3, 4, 5, 6], result: null, attempts: [500, 1000, 2000, 4000, 8000] },
])('limits that are over at lines $over', ({ over, result, attempts }) => {
  const { within, limits, most } = overAt(over);
  const work = (at: { line: number }): string => {
    at.line = Math.min(most(), 9);
    return 'done';
  };
  expect(untilStuck(within, work)).toBe(result);
  expect(limits).toEqual(attempts);
});

test('a pattern that runs out of memory is stuck as well; other errors are thrown on', () => {
  const within: Within = (_ms, work) => ({ done: work() });
  const fails = (error: Error) => (): never => {
    throw error;
  };
  expect(untilStuck(within, fails(new RangeError('Maximum call stack size exceeded')))).toBeNull();
  expect(() => untilStuck(within, fails(new TypeError('no')))).toThrow('no');
});
