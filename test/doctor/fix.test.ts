// Repairs in rounds: the order, what is agreed to, and what is not tried again.
import { expect, test } from 'vitest';
import type { Examined } from '../../src/doctor/check.ts';
import type { Examination } from '../../src/doctor/examine.ts';
import { fix, nextRepairs } from '../../src/doctor/fix.ts';
import type { Repair, RepairRank } from '../../src/doctor/repair.ts';
import { fakeWorld } from '../kit/world.ts';

const repair = (key: string, rank: RepairRank, run: () => void = () => undefined): Repair => ({
  key,
  rank,
  title: key,
  steps: [{ id: key, title: key, run: async () => run() }],
});

const examination = (...repairs: Repair[]): Examination => {
  const result: Examined = { id: 'x', title: 'X', status: 'fail', evidence: '', ms: 0, repairs };
  return { ok: repairs.length === 0, reached: true, results: [result] };
};

test('the most basic repairs come first, each once, and none twice', () => {
  const found = examination(repair('b', 'api-server'), repair('a', 'policy'), repair('a', 'policy'));
  expect(nextRepairs(found, new Set()).map(({ key }) => key)).toEqual(['a']);
  expect(nextRepairs(found, new Set(['a'])).map(({ key }) => key)).toEqual(['b']);
  expect(nextRepairs(found, new Set(['a', 'b']))).toEqual([]);
});

test('a server that was brought back without auditing is not given it again in the same run', () => {
  const found = examination(repair('manifest:n', 'api-server'));
  expect(nextRepairs(found, new Set(['recover:n']))).toEqual([]);
  expect(nextRepairs(found, new Set(['recover:m']))).toHaveLength(1);
});

test('rounds go on until nothing is left, and every round is agreed to', async () => {
  const world = fakeWorld();
  const left = [repair('a', 'strays'), repair('b', 'policy')];
  const asked: string[][] = [];
  const { examination: last, made } = await fix(world, examination(...left), {
    cluster: 'kind',
    async examine() {
      left.shift();
      return examination(...left);
    },
    async agree(repairs) {
      asked.push(repairs.map(({ key }) => key));
      return true;
    },
  });
  expect([asked, made, last.ok]).toEqual([[['a'], ['b']], ['a', 'b'], true]);
  expect([...world.disk.keys()].filter((path) => path.endsWith('.lock'))).toEqual([]);
});

test('what is not agreed to is not done', async () => {
  let done = false;
  const request = { cluster: 'kind', examine: async () => examination(), agree: async () => false };
  await fix(fakeWorld(), examination(repair('a', 'node', () => (done = true))), request);
  expect(done).toBe(false);
});
