// The engine of plans: order, skips, and undoing.
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { runSteps, trySteps, type RunStepsOptions, type Step } from '../../src/core/step.ts';
import type { UndoJournal } from '../../src/core/undo.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';

/** `stuck` cannot be undone. */
type Trace = { readonly kind: 'trace' | 'stuck'; readonly name: string };

/** A plan's options, where undoing adds to the log. */
function options(
  log: string[],
  world: FakeWorld = fakeWorld(),
  journal?: UndoJournal<Trace>,
): RunStepsOptions<Trace, string[]> {
  const undoing = {
    place: log,
    table: {
      trace: async ({ name }: Trace, place: string[]) => void place.push(`undo ${name}`),
      stuck: async ({ name }: Trace) => Promise.reject(new Problem('command-failed', `${name} is stuck`)),
    },
    ...(journal === undefined ? {} : { journal }),
  };
  return { report: world.report, clock: world.clock, signal: world.signal, undoing };
}

/** Announces, then does it or fails. */
function step(name: string, log: string[], more: { fails?: unknown; kind?: Trace['kind'] } = {}): Step<null, Trace> {
  return {
    id: name,
    title: name,
    async run(_context, voice) {
      await voice.undoable({ kind: more.kind ?? 'trace', name });
      if (more.fails !== undefined) throw more.fails;
      log.push(`run ${name}`);
    },
  };
}

const no = new Problem('command-failed', 'no');

test('runs in order and undoes nothing when all is well', async () => {
  const log: string[] = [];
  const world = fakeWorld();
  await runSteps([step('a', log), step('b', log)], null, options(log, world));
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
  const steps = [step('a', log), step('b', log, { fails: no }), step('c', log)];
  await expect(runSteps(steps, null, options(log))).rejects.toBe(no);
  expect(log).toEqual(['run a', 'undo b', 'undo a']);
});

test('a step is undone record by record, the last one first; what was not announced is not', async () => {
  const log: string[] = [];
  const two: Step<null, Trace> = {
    id: 'two',
    title: 'two',
    async run(_context, voice) {
      for (const name of ['1', '2']) await voice.undoable({ kind: 'trace', name });
      throw no;
    },
  };
  const silent: Step<null, Trace> = { id: 'silent', title: 'silent', run: async () => undefined };
  const world = fakeWorld();
  await expect(runSteps([silent, two], null, options(log, world))).rejects.toBe(no);
  expect(log).toEqual(['undo 2', 'undo 1']);
  expect(world.events.filter(({ type }) => type === 'undo-done')).toEqual([
    { type: 'undo-done', id: 'two', title: 'two' },
  ]);
});

test('an undo that fails does not keep the others from running, is reported, and listed with the first error', async () => {
  const log: string[] = [];
  const world = fakeWorld();
  const steps = [step('a', log), step('b', log, { kind: 'stuck' }), step('c', log, { fails: no })];
  await expect(runSteps(steps, null, options(log, world))).rejects.toMatchObject({
    code: 'command-failed',
    message: 'no',
    details: 'could not undo "b": b is stuck',
  });
  expect(log).toEqual(['run a', 'run b', 'undo c', 'undo a']);
  expect(world.events).toContainEqual({ type: 'undo-failed', id: 'b', title: 'b', text: 'b is stuck' });
});

test('a failure as a value says what was undone and what is left', async () => {
  const log: string[] = [];
  const steps = [step('a', log), step('b', log, { kind: 'stuck' }), step('c', log, { fails: no })];
  expect(await trySteps(steps, null, options(log))).toEqual({
    ok: false,
    error: no,
    undone: ['c', 'a'],
    left: ['could not undo "b": b is stuck'],
  });
});

test('what an error of the system leaves is listed too', async () => {
  const log: string[] = [];
  const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
  const steps = [step('a', log, { kind: 'stuck' }), step('b', log, { fails: full })];
  await expect(runSteps(steps, null, options(log))).rejects.toMatchObject({
    code: 'disk-full',
    details: 'could not undo "a": a is stuck',
  });
});

test('keeps what was made when asked to', async () => {
  const log: string[] = [];
  const keeping = { ...options(log), keepAfter: () => true };
  await expect(runSteps([step('a', log), step('b', log, { fails: no })], null, keeping)).rejects.toBe(no);
  expect(log).toEqual(['run a']);
});

test('an aborted signal stops before the next step and undoes', async () => {
  const log: string[] = [];
  const world = fakeWorld();
  const interrupted = new Problem('interrupted', 'interrupted');
  const aborting: Step<null, Trace> = {
    ...step('a', log),
    async run(_context, voice) {
      await voice.undoable({ kind: 'trace', name: 'a' });
      world.stop.abort(interrupted);
    },
  };
  await expect(runSteps([aborting, step('b', log)], null, options(log, world))).rejects.toBe(interrupted);
  expect(log).toEqual(['undo a']);
});

test('leaves a skipped step out, also of the undoing', async () => {
  const log: string[] = [];
  const world = fakeWorld();
  const skipped = { ...step('a', log), skip: () => 'not today' };
  await expect(runSteps([skipped, step('b', log, { fails: no })], null, options(log, world))).rejects.toBe(no);
  expect(log).toEqual(['undo b']);
  expect(world.events).toContainEqual({ type: 'step-skipped', id: 'a', title: 'a', text: 'not today' });
});

test('counts time that was spent before the step', async () => {
  const world = fakeWorld();
  const quick: Step<null> = { id: 'a', title: 'a', run: async (_context, voice) => voice.alreadyTook(340) };
  await runSteps([quick], null, world);
  expect(world.events).toContainEqual({ type: 'step-done', id: 'a', title: 'a', ms: 340 });
});

test('the journal has a record before the work begins, and is notified of every one that was executed', async () => {
  const log: string[] = [];
  const journal: UndoJournal<Trace> = {
    announced: async ({ name }) => void log.push(`written ${name}`),
    undone: async ({ name }) => void log.push(`crossed out ${name}`),
  };
  const steps = [step('a', log), step('b', log, { kind: 'stuck' }), step('c', log, { fails: no })];
  await expect(runSteps(steps, null, options(log, fakeWorld(), journal))).rejects.toThrow('no');
  expect(log).toEqual([
    'written a',
    'run a',
    'written b',
    'run b',
    'written c',
    'undo c',
    'crossed out c',
    'undo a',
    'crossed out a',
  ]);
});

test('work does not begin when the journal cannot be written', async () => {
  const log: string[] = [];
  const journal: UndoJournal<Trace> = { announced: () => Promise.reject(no), undone: async () => undefined };
  await expect(runSteps([step('a', log)], null, options(log, fakeWorld(), journal))).rejects.toBe(no);
  expect(log).toEqual(['undo a']);
});
