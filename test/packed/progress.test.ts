// How far a long reading is, in a real terminal: shown while it lasts, and gone when the answer is there.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { event } from '../logs/kit.ts';
import { must, run, until } from './kit/run.ts';
import { setPackedScene } from './kit/scene.ts';

const scene = setPackedScene('ka-progress');
const terminal = ['tmux', '-L', scene.name];
afterAll(async () => {
  await run([...terminal, 'kill-server']);
  await scene[Symbol.asyncDispose]();
});

test('policy replay of a slow stream', async () => {
  writeFileSync(join(scene.dir, 'events'), `${event(1)}\n`);
  await must([...terminal, 'new-session', '-d', '-s', 'it', '-x', '100', '-y', '20', 'bash', '--norc'], {
    cwd: scene.dir,
    env: { ...scene.env, PS1: '> ' },
  });
  const screen = (): Promise<string> => must([...terminal, 'capture-pane', '-p', '-t', 'it']);
  const line = `(until [ -e seen ]; do cat events; sleep 0.3; done) | ${scene.program} policy replay --policy metadata -; echo "ended with $?"`;
  await must([...terminal, 'send-keys', '-t', 'it', line, 'Enter']);
  await until('it shows its progress', async () => /^read \d/m.test(await screen()), 20_000);
  writeFileSync(join(scene.dir, 'seen'), '');
  await until('it has ended', async () => /^ended with \d/m.test(await screen()), 20_000);
  const shown = await screen();
  expect(shown).toMatch(/^\d+ events, /m);
  expect(shown).toContain('ended with 0');
  expect(shown).not.toMatch(/^read /m);
});
