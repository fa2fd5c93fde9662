// A webhook of a living cluster: set, changed and removed without a failed request; what is sent is what the log has, byte for byte.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leftOver, withoutFailure } from './kit/change.ts';
import { askNumbered, NUMBERED } from './kit/numbered-requests.ts';
import { must, setScene, until, type Ran, type Running } from './kit/scene.ts';
import { killedAfterEach, listeningAt } from '../packed/kit/started.ts';

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

const started = killedAfterEach();

/** Starts a command that listens, and waits until it does; its address. */
async function listening(...args: string[]): Promise<{ url: string; running: Running }> {
  const running = scene.startCli(...args, '--json');
  started.push(running);
  return { url: (await listeningAt(running)) ?? running.output(), running };
}

/** A backend as a flag names it, with the client's certificate of a folder. */
function backendAt(url: string, certs: string): string {
  const file = (name: string): string => join(certs, name);
  return `${url},ca=${file('ca.crt')},cert=${file('client.crt')},key=${file('client.key')}`;
}

/** Starts a receiver with certificates of its own at the address by which nodes reach this machine. */
async function receiver(
  what: string,
  ...more: string[]
): Promise<{ url: string; backend: string; received: () => readonly string[] }> {
  const [certs, events] = ['certs', 'events'].map((name) => join(scene.dir, what, name)) as [string, string];
  const stored = ['--make-certs', certs, '--store', events];
  const { url } = await listening('sink', '--listen', `${gateway}:0`, ...stored, ...more);
  return {
    url,
    backend: backendAt(url, certs),
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

test('through a forwarder that is killed, to two backends of which one fails: all arrives, byte for byte', async () => {
  const siem = await receiver('guaranteed', '--fail', '503:20%', '--drop-connections', '5%', '--seed', '7');
  const lake = await receiver('lake');
  const certs = join(scene.dir, 'forwarder');
  const made = await scene.cli('sink', '--listen', `${gateway}:0`, '--make-certs', certs, '--exit-after', '0');
  expect(made, made.stderr).toMatchObject({ code: 0 });
  const backends = [`${siem.backend},name=siem,mode=Guaranteed`, `${lake.backend},name=lake`];
  const options = ['--name', scene.name, '--tls', certs, '--spool', join(scene.dir, 'spool')];
  options.push(...backends.flatMap((backend) => ['--webhook', backend]));
  const forward = (address: string): ReturnType<typeof listening> =>
    listening('forward', 'run', '--listen', address, ...options);
  const first = await forward(`${gateway}:0`);
  const ran = await set('--webhook', backendAt(first.url, certs));
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  const answered = new Set<number>();
  const asking = askNumbered(scene, [3001, 3400], 50, answered);
  await until('events are forwarded', () => siem.received().some((line) => numberOf(line) > 3050));
  first.running.child.kill('SIGKILL');
  await first.running.ended;
  await forward(new URL(first.url).host);
  await asking;
  expect(answered.size).toBe(400);
  const of = (lines: readonly string[]): string[] => lines.filter((line) => answered.has(numberOf(line))).toSorted();
  const lines = of(await logged());
  for (const { received } of [siem, lake]) {
    await until('all are received', () => of(received()).length >= lines.length, 120_000);
    expect(of(received())).toEqual(lines);
  }
}, 400_000);
