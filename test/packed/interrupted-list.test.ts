// Ctrl-C in a real terminal while the list of steps is drawn: what was made is undone, and the exit code says so.
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { must, run, until } from './kit/run.ts';
import { setPackedScene } from './kit/scene.ts';

const scene = setPackedScene('ka-list', { KIND_EXPERIMENTAL_PROVIDER: 'podman' });
const programs = `${scene.dir}-programs`;
const terminal = ['tmux', '-L', scene.name];
afterAll(async () => {
  await run([...terminal, 'kill-server']);
  await run(['rm', '-rf', programs]);
  await scene[Symbol.asyncDispose]();
});

/** An engine without containers, and a kind that never comes to the end of a creation. */
const podman = `case "$1" in
version) echo 5.0.0 ;;
info) echo '{"host":{"cgroupVersion":"v2"},"version":{"Version":"5.0.0"},"store":{"graphRoot":"/tmp"}}' ;;
image) echo '[{"Id":"sha256:aa","Config":{"Labels":{}}}]' ;;
esac`;
const kind = `case "$1" in
version) echo 'kind v0.32.0 go1.25 linux/amd64' ;;
create) echo ' • Preparing nodes' >&2; exec sleep 1000 ;;
esac`;

test('the files are removed, the cursor is back, and it ends with 130', async () => {
  mkdirSync(programs);
  for (const [name, text] of Object.entries({ podman, kind })) {
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(programs, name), 0o755);
  }
  await must([...terminal, 'new-session', '-d', '-s', 'it', '-x', '100', '-y', '40', 'bash', '--norc'], {
    cwd: scene.dir,
    env: { ...scene.env, DOCKER_HOST: '', PS1: '> ', PATH: `${programs}:${process.env['PATH'] ?? ''}` },
  });
  const screen = (): Promise<string> => must([...terminal, 'capture-pane', '-p', '-t', 'it']);
  const line = `${scene.program} up --yes --policy metadata; echo "ended with $?"`;
  await must([...terminal, 'send-keys', '-t', 'it', line, 'Enter']);
  await until('kind works', async () => (await screen()).includes('Preparing nodes'), 30_000);
  expect(readdirSync(scene.dir).toSorted()).toEqual(['audit-policy.yaml', 'kind-config.yaml']);
  await must([...terminal, 'send-keys', '-t', 'it', 'C-c']);
  await until('it has ended', async () => /^ended with \d/m.test(await screen()), 60_000);
  const shown = await screen();
  expect(shown).toContain('undone: Create the cluster');
  expect(shown).toContain('undone: Write the files');
  expect(shown).toContain('error: interrupted');
  expect(shown).toContain('ended with 130');
  expect(await must([...terminal, 'display-message', '-p', '-t', 'it', '#{cursor_flag}'])).toBe('1\n');
  expect(readdirSync(scene.dir)).toEqual([]);
});
