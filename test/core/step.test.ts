// The engine of plans: order, skips, and taking back.
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { runSteps, type Step } from '../../src/core/step.ts';
import { fakeWorld } from '../kit/world.ts';

function trace(name: string, log: string[], more: Partial<Step<null>> = {}): Step<null> {
  return {
    id: name,
    title: name,
    run: async () => void log.push(`run ${name}`),
    undo: async () => void log.push(`undo ${name}`),
    ...more,
  };
}

test('runs in order and undoes nothing when all is well', async () => {
  const log: string[] = [];
  const world = fakeWorld();
  await runSteps([trace('a', log), trace('b', log)], null, world);
  expect(log).toEqual(['run a', 'run b']);
  expect(world.events.map(({ type }) => type)).toEqual([
    'plan',
    'step-started',
    'step-done',
    'step-started',
    'step-done',
    'plan-ended',
  ]);
});

test('undoes in reverse, the failed step included, and throws the first error', async () => {
  const log: string[] = [];
  const failing = trace('b', log, { run: () => Promise.reject(new Error('no')) });
  await expect(runSteps([trace('a', log), failing, trace('c', log)], null, fakeWorld())).rejects.toThrow('no');
  expect(log).toEqual(['run a', 'undo b', 'undo a']);
});

test('an undo that fails does not keep the others from running', async () => {
  const log: string[] = [];
  const world = fakeWorld();
  const stuck = trace('b', log, { undo: () => Promise.reject(new Error('stuck')) });
  const failing = trace('c', log, { run: () => Promise.reject(new Error('no')) });
  await expect(runSteps([trace('a', log), stuck, failing], null, world)).rejects.toThrow('no');
  expect(log).toEqual(['run a', 'run b', 'undo c', 'undo a']);
  expect(world.events).toContainEqual({ type: 'undo-failed', id: 'b', title: 'b', text: 'stuck' });
});

test('keeps what was made when told to', async () => {
  const log: string[] = [];
  const failing = trace('b', log, { run: () => Promise.reject(new Error('no')) });
  await expect(runSteps([trace('a', log), failing], null, { ...fakeWorld(), keepAfter: () => true })).rejects.toThrow(
    'no',
  );
  expect(log).toEqual(['run a']);
});

test('an aborted signal stops before the next step and undoes', async () => {
  const log: string[] = [];
  const world = fakeWorld();
  const interrupted = new Problem('interrupted', 'interrupted');
  const aborting = trace('a', log, { run: async () => world.stop.abort(interrupted) });
  await expect(runSteps([aborting, trace('b', log)], null, world)).rejects.toBe(interrupted);
  expect(log).toEqual(['undo a']);
});

test('leaves a skipped step out, also of the undoing', async () => {
  const log: string[] = [];
  const world = fakeWorld();
  const failing = trace('b', log, { run: () => Promise.reject(new Error('no')) });
  await expect(runSteps([trace('a', log, { skip: () => 'not today' }), failing], null, world)).rejects.toThrow('no');
  expect(log).toEqual(['undo b']);
  expect(world.events).toContainEqual({ type: 'step-skipped', id: 'a', title: 'a', text: 'not today' });
});

test('counts time that was spent before the step', async () => {
  const world = fakeWorld();
  await runSteps([trace('a', [], { run: async (_context, voice) => voice.alreadyTook(340) })], null, world);
  expect(world.events).toContainEqual({ type: 'step-done', id: 'a', title: 'a', ms: 340 });
});
