// Which batches are recognized when they come again.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Repeats } from '../../../src/webhook/spool/repeats.ts';
import { generated } from '../../kit/generated.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

test('a batch is known for ten minutes, by its hash and its length', () => {
  const repeats = new Repeats(8);
  repeats.add(sha('a'), 5, 1000);
  expect(repeats.has(sha('a'), 5, 1000 + 600_000)).toBe(true);
  expect(repeats.has(sha('a'), 5, 2000 + 600_001)).toBe(false);
  expect(repeats.has(sha('a'), 6, 1000)).toBe(false);
  expect(repeats.has(sha('b'), 5, 1000)).toBe(false);
});

test('of more batches than there is room for, exactly the newest are known', () => {
  const { random, rounds } = generated(31, 40);
  for (let round = 0; round < rounds; round += 1) {
    const most = 1 + random.below(9);
    const repeats = new Repeats(most);
    const added: string[] = [];
    for (let number = 0; number < 60; number += 1) {
      // Equal first words, so that chains are long.
      const hash = `0000000${random.below(3)}${sha(`${round} ${number}`).slice(8)}`;
      repeats.add(hash, 1, 0);
      added.push(hash);
      expect(added.filter((known) => repeats.has(known, 1, 0))).toEqual(added.slice(-most));
    }
  }
});
