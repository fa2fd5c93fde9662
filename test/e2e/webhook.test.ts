// A webhook of a living cluster: set, changed and removed without a failed request; what is sent is what the log has, byte for byte.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { leftOver, withoutFailure } from './kit/change.ts';
import { askNumbered, NUMBERED } from './kit/numbered-requests.ts';
import { must, setScene, until, type Ran, type Running } from './kit/scene.ts';

const scene = setScene('webhook');
const node = `${scene.name}-control-plane`;
let gateway = '';

beforeAll(async () => {
  const ran = await scene.cli('up', '--wait', '180s', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  const gateways = await must([
    'docker',
    'network',
    'inspect',
    'kind',
    '--format',
    '{{range .IPAM.Config}}{{.Gateway}} {{end}}',
  ]);
  gateway = gateways.split(' ').find((address) => /^[\d.]+$/.test(address)) ?? '';
});
afterAll(() => scene[Symbol.asyncDispose]());

const started: Running[] = [];
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});

/** Starts a receiver with certificates of its own at the address by which nodes reach this machine. */
async function receiver(
  what: string,
  ...more: string[]
): Promise<{ url: string; backend: string; received: () => readonly string[] }> {
  const folder = join(scene.dir, what);
  const [certs, events] = [join(folder, 'certs'), join(folder, 'events')];
  const address = `${gateway}:0`;
  const running = scene.startCli(
    'sink',
    '--listen',
    address,
    '--make-certs',
    certs,
    '--store',
    events,
    '--json',
    ...more,
  );
  started.push(running);
  const found = (): string | undefined => /"url":"([^"]+)"/.exec(running.output())?.[1];
  await until('it listens', () => found() !== undefined || running.child.exitCode !== null);
  const url = found() ?? running.output();
  const file = (name: string): string => join(certs, name);
  return {
    url,
    backend: `${url},ca=${file('ca.crt')},cert=${file('client.crt')},key=${file('client.key')}`,
    received: () =>
      readdirSync(events)
        .toSorted()
        .flatMap((name) => readFileSync(join(events, name), 'utf8').split('\n'))
        .filter((line) => line !== ''),
  };
}

const set = (...args: string[]): Promise<Ran> => scene.cli('set', ...args, '--name', scene.name, '--yes');

/** The lines of the cluster's log about numbered requests. */
async function logged(): Promise<readonly string[]> {
  const ran = await scene.cli(
    'logs',
    '--name',
    scene.name,
    '--all-stages',
    '--object',
    NUMBERED,
    '--since',
    '1h',
    '-o',
    'json',
  );
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  return ran.stdout.split('\n').filter((line) => line !== '');
}

const numberOf = (line: string): number => Number(/"name":"n-(\d+)"/.exec(line)?.[1]);

test('a backend that would lose events is refused before anything is touched', async () => {
  const { url, backend } = await receiver('away', '--redirect', 'https://siem.example/audit/');
  const before = await scene.inNode('cat /etc/kubernetes/manifests/kube-apiserver.yaml');
  const redirected = await set('--webhook', backend);
  expect(redirected, redirected.stdout).toMatchObject({ code: 3 });
  expect(redirected.stderr).toMatch(/answers 302 to https:\/\/siem\.example\/audit\/; the API server would follow it/);
  const refused = await set('--webhook', backend.replace(/,cert=.*/, ''));
  expect(refused, refused.stdout).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('set cert and key'),
  });
  const noName = await set('--webhook', url.replace(gateway, 'siem.invalid'));
  expect(noName, noName.stdout).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(`does not resolve in node ${node}`),
  });
  expect(await scene.inNode('cat /etc/kubernetes/manifests/kube-apiserver.yaml')).toBe(before);
  expect(await leftOver(scene)).toEqual([]);
}, 120_000);

test('set, changed and removed: no request fails, and what is sent is what is logged', async () => {
  const { backend, received } = await receiver('siem');
  const answered = new Set<number>();
  const ask = (first: number): Promise<void> => askNumbered(scene, [first, first + 199], 100, answered);
  await withoutFailure(scene, async () => {
    const ran = await set('--webhook', backend);
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
    await ask(1);
    const slower = await set('--webhook', backend, '--webhook-batch-max-wait', '2s');
    expect(slower, slower.stderr).toMatchObject({ code: 0 });
    await ask(1001);
  });
  expect(answered.size).toBe(400);
  const lines = (await logged()).filter((line) => answered.has(numberOf(line)));
  expect(new Set(lines.map(numberOf))).toEqual(answered);
  await until(
    'all are received',
    () => received().filter((line) => answered.has(numberOf(line))).length >= lines.length,
  );
  const sent = received().filter((line) => answered.has(numberOf(line)));
  expect(sent.toSorted()).toEqual(lines.toSorted());

  await withoutFailure(scene, async () => {
    const ran = await set('--no-webhook');
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
    await ask(2001);
  });
  await until('they are logged', async () => (await logged()).some((line) => numberOf(line) === 2200));
  expect(received().filter((line) => numberOf(line) > 2000 && answered.has(numberOf(line)))).toEqual([]);
  expect(await scene.inNode('cat /etc/kubernetes/manifests/kube-apiserver.yaml')).not.toContain('--audit-webhook');
  expect(await leftOver(scene)).toEqual([]);
}, 600_000);
