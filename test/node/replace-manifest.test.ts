// Replacing a manifest: the script on real processes of this test, and what is reported about the old server's end.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceManifest } from '../../src/node/replace-manifest.ts';
import script from '../../src/node/scripts/replace-manifest.sh';
import { fakeEngine } from '../kit/engine.ts';
import { manifestText } from '../doctor/fake-target.ts';

let dir: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kind-audit-'));
  mkdirSync(join(dir, 'manifests'));
  copyFileSync('/bin/bash', join(dir, 'kube-apiserver'));
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(dir, { recursive: true });
});

/** A process that has an API server's name and does nothing. */
async function server(...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(join(dir, 'kube-apiserver'), ['-c', 'read -r -t 60', 'main', ...args]);
  started.push(child);
  await once(child, 'spawn');
  return child;
}

/** Runs the script where `pgrep` finds these processes alone, /readyz gives this, and this happens while it waits. */
async function replace(
  servers: readonly ChildProcess[],
  readyz: string,
  meanwhile = '',
): Promise<{ code: number; out: string }> {
  const prelude = [
    `pgrep() { echo ${servers.map(({ pid }) => pid).join(' ')}; }`,
    `sleep() { command sleep 0.001${meanwhile}; }`,
    `curl() { echo '${readyz}'; }`,
    `kill() { echo "signal $*"; builtin kill "$@"; }`,
  ].join('\n');
  const argv = ['-c', `${prelude}\n${script}`, 'replace', join(dir, 'manifests/server.yaml'), join(dir, 'kept'), '1'];
  const child = spawn('/bin/bash', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end('new');
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out };
}

const manifest = (): string => readFileSync(join(dir, 'manifests/server.yaml'), 'utf8');

test('the manifest is replaced, the old one kept, and no other file is left', async () => {
  writeFileSync(join(dir, 'manifests/server.yaml'), 'old');
  expect(await replace([], 'ok')).toEqual({ code: 0, out: 'before \n' });
  expect(manifest()).toBe('new');
  expect(readFileSync(join(dir, 'kept/server.yaml'), 'utf8')).toBe('old');
  expect(readdirSync(dir).toSorted()).toEqual(['kept', 'kube-apiserver', 'manifests']);
  expect(readdirSync(join(dir, 'manifests'))).toEqual(['server.yaml']);
});

test('a second change in the same run keeps the first manifest', async () => {
  writeFileSync(join(dir, 'manifests/server.yaml'), 'old');
  await replace([], 'ok');
  await replace([], 'ok');
  expect(readFileSync(join(dir, 'kept/server.yaml'), 'utf8')).toBe('old');
});

test('a server that ends by itself gets no signal', async () => {
  const child = await server();
  const isGone = `while [ -d /proc/${child.pid} ]; do command sleep 0.001; done`;
  const ends = `; builtin kill ${child.pid}; ${isGone}`;
  expect(await replace([child], '', ends)).toEqual({ code: 0, out: 'before \n' });
});

test('a server that no longer serves and does not end is killed, and that is reported', async () => {
  const child = await server();
  const { out } = await replace([child], '');
  expect(out).toBe(`before \nsignal -KILL ${child.pid}\nkilled ${child.pid}\n`);
});

test('a server that still serves was not asked to end yet, and gets no signal', async () => {
  const child = await server();
  expect((await replace([child], 'ok')).out).toBe('before \n');
  expect(child.exitCode ?? child.signalCode).toBeNull();
});

test('a server with a webhook gets no signal: its last batch may be on its way', async () => {
  const child = await server('--audit-webhook-config-file=/x');
  expect((await replace([child], '')).out).toBe('before \n');
  expect(child.exitCode ?? child.signalCode).toBeNull();
});

test('what cannot be written changes nothing and leaves nothing', async () => {
  writeFileSync(join(dir, 'manifests/server.yaml'), 'old');
  writeFileSync(join(dir, 'kept'), 'a file where the folder belongs');
  expect((await replace([], 'ok')).code).not.toBe(0);
  expect(manifest()).toBe('old');
  expect(readdirSync(dir).toSorted()).toEqual(['kept', 'kube-apiserver', 'manifests']);
});

test('a killed server is a warning: its last requests lack their last stage', async () => {
  const engine = fakeEngine({
    script: (_name, argv) => {
      if (argv[0] === 'cat') return manifestText();
      return argv[3] === 'replace' ? 'before /var/log/pods/x\nkilled 7\n' : '';
    },
  });
  const warnings: string[] = [];
  const node = engine.node({ name: 'n', role: 'control-plane' });
  const voice = { progress: () => undefined, warn: (text: string) => void warnings.push(text) };
  await replaceManifest({ node, kept: '/kept', mark: 'm', edit: (text) => text ?? '' }, voice);
  expect(warnings).toEqual([
    expect.stringMatching(/^the API server of n did not end .* was killed: .* ResponseComplete/),
  ]);
});
