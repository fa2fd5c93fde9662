// The offer to provide what is missing.
import { expect, test } from 'vitest';
import { offeringSetup } from '../../src/commands/offer-setup.ts';
import { Problem } from '../../src/core/problem.ts';
import { fakeEngine } from '../kit/engine.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';

const missing = (): Promise<never> => Promise.reject(new Problem('kind-missing', 'the program kind is not on PATH'));

/** A machine that lacks only kind, which can be neither downloaded nor built. */
function world(answer: boolean): FakeWorld & { asked: string[] } {
  const asked: string[] = [];
  const confirm = async (message: string): Promise<boolean> => (asked.push(message), answer);
  const engine = async (): Promise<ReturnType<typeof fakeEngine>> => fakeEngine({ registry: 'yes' });
  const made = fakeWorld({
    programs: { docker: '/usr/bin/docker' },
    parts: { engine, prompt: { ...fakeWorld().prompt, confirm } },
  });
  return Object.assign(made, { asked });
}

test('passes the result on and asks nothing where nothing is missing', async () => {
  const it = world(true);
  expect(await offeringSetup(it, true, async () => 'done')).toBe('done');
  expect(it.asked).toEqual([]);
});

test('asks, having said what would be done; a no leaves the problem as it is', async () => {
  const it = world(false);
  await expect(offeringSetup(it, true, missing)).rejects.toMatchObject({ code: 'kind-missing' });
  expect(it.asked).toEqual(['Provide what is missing now, as listed?']);
  expect(JSON.stringify(it.events)).toContain('Install kind');
});

test('asks nothing where nobody can answer, or where setup cannot help', async () => {
  const it = world(true);
  await expect(offeringSetup(it, false, missing)).rejects.toMatchObject({ code: 'kind-missing' });
  const usage = (): Promise<never> => Promise.reject(new Problem('usage', 'no'));
  await expect(offeringSetup(it, true, usage)).rejects.toMatchObject({ code: 'usage' });
  expect(it.asked).toEqual([]);
});

test('a yes provides what is missing, and a failure of that is reported', async () => {
  const it = world(true);
  await expect(offeringSetup(it, true, missing)).rejects.toBeInstanceOf(Problem);
  expect(it.events.find(({ type }) => type === 'step-failed')).toMatchObject({ id: 'kind-install' });
});
