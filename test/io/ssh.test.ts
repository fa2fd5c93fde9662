// An engine on another host: through the ssh of the user, as a program on PATH.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dockerEngine } from '../../src/io/engine/docker.ts';
import { sshArgv } from '../../src/io/engine/ssh-connection.ts';
import { dockerDaemon } from './docker-daemon.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kind-audit-ssh-'));
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program that keeps its arguments, and then goes on as given. */
function fakeSsh(script: string): void {
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder}/argv'\n${script}\n`);
  chmodSync(join(folder, 'ssh'), 0o755);
}

/** Standard input and output of the program become a connection to a socket. */
const toSocket = (host: string): string =>
  `exec '${process.execPath}' -e 'const s=require("net").connect(process.argv[1]);process.stdin.pipe(s).pipe(process.stdout)' '${host.slice('unix://'.length)}'`;

test('calls, and commands in a node, go through it', async () => {
  await using daemon = await dockerDaemon({
    '/info': { json: { ServerVersion: '28.0.0', DockerRootDir: '/data' } },
    '/containers/kind-control-plane/exec': { json: { Id: 'e1' } },
    '/exec/e1/start': 'cat',
    '/exec/e1/json': { json: { ExitCode: 0 } },
  });
  fakeSsh(toSocket(daemon.host));
  const engine = await dockerEngine({ host: 'ssh://jane@Builder:2222', origin: 'a test' });
  expect(await engine.info()).toMatchObject({ version: '28.0.0' });
  const node = engine.node({ name: 'kind-control-plane', role: 'control-plane' });
  expect(await node.run(['cat'], { stdin: 'grüße\n' })).toMatchObject({ exitCode: 0, stdout: 'grüße\n' });
  const argv = 'jane -p 2222 -o ConnectTimeout=30 -T -- Builder docker system dial-stdio';
  expect(readFileSync(join(folder, 'argv'), 'utf8').trim().split('\n')).toEqual(['-l', ...argv.split(' ')]);
  await daemon.whenAlone();
});

test('what ssh says is the reason, and docker goes the same way', async () => {
  fakeSsh('echo "Warning: of the test" >&2; echo "Host key verification failed." >&2; exit 255');
  await expect(dockerEngine({ host: 'ssh://builder', origin: 'DOCKER_HOST' })).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: 'no container engine answers at ssh://builder (from DOCKER_HOST): Host key verification failed.',
    hint: 'docker --host ssh://builder version',
  });
});

test.each([
  ['exit 1', 'ssh ended with 1'],
  ['exit 0', 'socket hang up|ECONNRESET'],
  ['echo garbage', 'HPE_INVALID_CONSTANT'],
  ['kill -9 $$', 'ssh ended with a signal'],
])('a program that is no ssh: %s', async (script, reason) => {
  fakeSsh(script);
  await expect(dockerEngine({ host: 'ssh://builder', origin: 'a test' })).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: expect.stringMatching(reason),
  });
});

test('without ssh it is named', async () => {
  vi.stubEnv('PATH', folder);
  await expect(dockerEngine({ host: 'ssh://builder', origin: 'a test' })).rejects.toMatchObject({
    message: expect.stringContaining('the program "ssh" is not installed'),
  });
});

test('a silent ssh is ended with the wait for it', async () => {
  fakeSsh(`echo $$ > '${folder}/pid'; exec sleep 1000`);
  const found = dockerEngine({ host: 'ssh://builder', origin: 'a test' }, { pingMs: 500 });
  await expect(found).rejects.toMatchObject({ message: expect.stringContaining('did not answer') });
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
});

test('a socket on the other host is named to docker there', () => {
  expect(sshArgv({ by: 'ssh', host: 'h', path: '/run/user/1000/docker.sock' }).slice(-4)).toEqual([
    'docker',
    '--host=unix:///run/user/1000/docker.sock',
    'system',
    'dial-stdio',
  ]);
});
