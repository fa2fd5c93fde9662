// The interactive `up`, answered in a real terminal.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { presets } from '../../src/policy/authoring/presets.ts';
import { must, run, setScene, until } from './kit/scene.ts';

const scene = setScene('tty');
const terminal = ['tmux', '-L', scene.name];
afterAll(async () => {
  await run([...terminal, 'kill-server']);
  await scene[Symbol.asyncDispose]();
});

const screen = (): Promise<string> => must([...terminal, 'capture-pane', '-p', '-S', '-200', '-t', 'it']);
const keys = (...names: string[]): Promise<string> => must([...terminal, 'send-keys', '-t', 'it', ...names]);
async function answer(question: string, ...names: string[]): Promise<void> {
  await until(`it asks: ${question}`, async () => (await screen()).includes(question), 20_000);
  await keys(...names);
}

test('asks, shows live steps, proves, and shows the cursor again', async () => {
  const { NO_COLOR: _none, ...env } = scene.env;
  await must([...terminal, 'new-session', '-d', '-s', 'it', '-x', '140', '-y', '50', 'bash', '--norc'], {
    cwd: scene.dir,
    env: { ...env, PS1: '> ' },
  });
  await keys(`${scene.program} up; echo "ended with $?"`, 'Enter');
  await answer('Cluster name', 'Enter');
  await answer('Audit policy', 'Down', 'Enter');
  await answer('Control-plane nodes', 'Enter');
  await answer('Worker nodes', 'x', 'Enter');
  await until(
    'a wrong answer is refused',
    async () => (await screen()).includes('a whole number from 0 to 50'),
    10_000,
  );
  await keys('BSpace', '0', 'Enter');
  await answer('Keep that?', 'n', 'Enter');
  await answer('Rotate the log at how many MiB', '7', 'Enter');
  await answer('Rotated files to keep', 'Enter');
  await answer('Days to keep them', 'Enter');
  await until('the list is drawn', async () => /✔ Write the files/.test(await screen()), 30_000);
  await until('it has ended', async () => /ended with \d/.test(await screen()), 120_000);
  const shown = await screen();
  expect(shown).toContain('ended with 0');
  expect(shown).toMatch(/✔ Create the cluster.*\[\d+\.\d s\]/);
  expect(shown).toMatch(/✔ Prove the auditing/);
  expect(shown).toContain(`Proven: cluster "${scene.name}" audits.`);
  expect(await must([...terminal, 'display-message', '-p', '-t', 'it', '#{cursor_flag}'])).toBe('1\n');
  // One step down in the list of presets.
  const chosen = new URL(`../../templates/policies/${presets[1]?.name}.yaml`, import.meta.url);
  expect(readFileSync(join(scene.dir, 'audit-policy.yaml'), 'utf8')).toBe(readFileSync(chosen, 'utf8'));
  expect(await scene.inNode('cat /etc/kubernetes/manifests/kube-apiserver.yaml')).toContain('--audit-log-maxsize=7\n');
});

test('Ctrl-C in a question changes nothing and shows the cursor', async () => {
  await keys('clear', 'Enter');
  await keys(`${scene.program} down --name ${scene.name}; echo "left with $?"`, 'Enter');
  await answer('Delete the cluster', 'C-c');
  await until('it has ended', async () => (await screen()).includes('left with 130'), 20_000);
  expect(await must([...terminal, 'display-message', '-p', '-t', 'it', '#{cursor_flag}'])).toBe('1\n');
  expect(await scene.containers()).toHaveLength(1);
});
