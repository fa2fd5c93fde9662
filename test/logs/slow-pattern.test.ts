// A pattern that would try for years on one line is given up, from a pipe, a file, a folder, and while following.
import { expect, test } from 'vitest';
import { within } from '../../src/io/within.ts';
import { runCli } from '../kit/run-cli.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';
import { event } from './kit.ts';

/** Tries each way to divide the letters, of which there are two to the power of their number. */
const PATTERN = '(a+)+!';
const slow = event(2, { requestURI: `/${'a'.repeat(64)}` });
const text = `${event(1)}\n${slow}\n${event(3)}\n`;

/** A world without threads, as one with a single processor: what works here has the real limit of time. */
function worldWith(files: Readonly<Record<string, string>> = {}): FakeWorld {
  const { threads } = fakeWorld();
  return fakeWorld({ files, parts: { threads: { ...threads, within } } });
}

test.each([
  ['-', 'standard input', 'logs -', true],
  ['/l/a.log', '/l/a.log', 'logs /l/a.log', false],
  ['/l', '/l/a.log', 'logs /l/a.log', false],
  ['- --follow', 'standard input', 'logs -', true],
  ['- --tail 1', 'standard input', 'logs -', true],
  ['- --stats', 'standard input', 'logs -', true],
])('logs %s', async (args, name, again, isPiped) => {
  const world = worldWith({ '/l/a.log': text });
  const ran = await runCli(`logs ${args} --grep ${PATTERN}`, { world, ...(isPiped ? { stdin: text } : {}) });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(`--grep "(a+)+!": too slow for a line of ${name}, which was given up after a second`);
  expect(ran.stderr).toContain(`kind-audit ${again} -o json | grep -E -- '(a+)+!'`);
});

test('the same pattern finds what it matches where no line holds it up', async () => {
  const found = event(2, { requestURI: '/aaa!' });
  const stdin = `${event(1)}\n${found}\n`;
  const ran = await runCli(`logs - -o json --grep ${PATTERN}`, { world: worldWith(), stdin });
  expect([ran.code, ran.stdout]).toEqual([0, `${found}\n`]);
});
