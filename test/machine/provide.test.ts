// Rounds of providing.
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import type { World } from '../../src/core/ports.ts';
import { manual, type Need, type NeedState, type Provision } from '../../src/machine/need.ts';
import { planNeeds, provide } from '../../src/machine/provide.ts';
import { fakeWorld } from '../kit/world.ts';

const state = (status: NeedState['status']): NeedState => ({ status, evidence: status });

/** A need that is met once its step has run, and is unknown before `after` is met. */
function need(id: string, met: Set<string>, after?: string): Need {
  return {
    id,
    title: id,
    look: async () => state(met.has(id) ? 'present' : after !== undefined && !met.has(after) ? 'unknown' : 'missing'),
    plan: async () => ({ how: 'steps', steps: [{ id, title: `make ${id}`, run: async () => void met.add(id) }] }),
  };
}

const statuses = (planned: Awaited<ReturnType<typeof planNeeds>>): string[] => planned.map(({ state }) => state.status);
const plans = (world: ReturnType<typeof fakeWorld>): string[][] =>
  world.events.flatMap((event) => (event.type === 'plan' ? [event.steps.map(({ id }) => id)] : []));

test('what is present is not touched', async () => {
  const world = fakeWorld();
  expect(statuses(await provide(world, [need('a', new Set(['a']))]))).toEqual(['present']);
  expect(world.events).toEqual([]);
});

test('what depends on another need is provided in a round of its own', async () => {
  const met = new Set<string>();
  const world = fakeWorld();
  const needs = [need('engine', met), need('kind', met), need('image', met, 'engine')];
  expect(statuses(await planNeeds(world, needs))).toEqual(['missing', 'missing', 'unknown']);
  expect(statuses(await provide(world, needs))).toEqual(['present', 'present', 'present']);
  expect(plans(world)).toEqual([['engine', 'kind'], ['image']]);
});

test('what comes afterwards runs when the list is drawn', async () => {
  const order: string[] = [];
  const met = new Set<string>();
  const plan = async (): Promise<Provision> => ({
    how: 'steps',
    steps: [{ id: 'tool', title: 'tool', run: async () => void order.push('step') }],
    afterwards: { title: 'build', run: async () => void (order.push('build'), met.add('image')) },
  });
  const world: World = fakeWorld({ parts: { finished: async () => void order.push('drawn') } });
  await provide(world, [{ ...need('image', met), plan }]);
  expect(order).toEqual(['step', 'drawn', 'build', 'drawn']);
});

test('what the user has to do stays, and the rest is provided', async () => {
  const met = new Set<string>();
  const byHand: Need = { ...need('engine', met), plan: async () => manual('not root', 'sudo make engine') };
  const planned = await provide(fakeWorld(), [byHand, need('kind', met)]);
  expect(statuses(planned)).toEqual(['missing', 'present']);
  expect(planned[0]?.provision).toMatchObject({ commands: ['sudo make engine'] });
});

test('what was provided but is not there is reported, not tried for ever', async () => {
  let runs = 0;
  const stubborn: Need = {
    ...need('kind', new Set()),
    plan: async () => ({ how: 'steps', steps: [{ id: 'x', title: 'x', run: async () => void (runs += 1) }] }),
  };
  await expect(provide(fakeWorld(), [stubborn])).rejects.toThrow(/kind was provided, but: missing/);
  expect(runs).toBe(1);
});

test('an interruption between the steps and what follows them takes effect', async () => {
  const interrupted = new Problem('interrupted', 'interrupted');
  const world = fakeWorld();
  const plan = async (): Promise<Provision> => ({
    how: 'steps',
    steps: [{ id: 'x', title: 'x', run: async () => world.stop.abort(interrupted) }],
    afterwards: { title: 'never', run: async () => expect.unreachable() },
  });
  await expect(provide(world, [{ ...need('image', new Set()), plan }])).rejects.toBe(interrupted);
});
