// The whole chain with real processes and real TLS: API servers, played by the test, a forwarder, and a sink that fails.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { createServer as createRaw, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import { batchOf } from '../kit/http-server.ts';
import { ask } from './kit/ask.ts';
import { must, until, type Ran, type Running } from './kit/run.ts';
import { setPackedScene } from './kit/scene.ts';
import { killedAfterEach, listeningAt } from './kit/started.ts';

const scene = setPackedScene('ka-forward');
afterAll(() => scene[Symbol.asyncDispose]());
const at = (...names: string[]): string => join(scene.dir, ...names);

const started = killedAfterEach();
const over: (() => void)[] = [];
afterEach(() => {
  for (const close of over.splice(0)) close();
});

type Document = Readonly<Record<string, unknown>>;

interface Started {
  readonly running: Running;
  readonly url: URL;
  /** Sends a signal, and waits for the end; its last document. */
  end(signal: NodeJS.Signals): Promise<Ran & { readonly last: Document }>;
}

/** Starts a command that listens, and waits until it does. */
async function start(...args: string[]): Promise<Started> {
  const running = scene.startCli(...args, '--json');
  started.push(running);
  const url = await listeningAt(running);
  if (url === null) throw new Error(running.output());
  return {
    running,
    url: new URL(url),
    async end(signal) {
      running.child.kill(signal);
      const ran = await running.ended;
      return { ...ran, last: JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '') as Document };
    },
  };
}

const textOf = (folder: string, name: string): string => readFileSync(at(folder, name), 'utf8');

/** Connections of an API server to a server whose certificates are in a folder. */
function clientOf(folder: string): Agent {
  const agent = new Agent({
    keepAlive: true,
    ca: textOf(folder, 'ca.crt'),
    cert: textOf(folder, 'client.crt'),
    key: textOf(folder, 'client.key'),
  });
  over.push(() => agent.destroy());
  return agent;
}

const event = (number: number): object => ({
  auditID: `id-${number}`,
  objectRef: { name: `n-${number}` },
  text: 'é\u2028\\"',
});

/** Sends batches of numbered events, four at a time, each until it is answered with 200; the numbers of those that were. */
function load(url: () => URL, agent: Agent | null, batches: number, size: number) {
  const answered: number[] = [];
  const over = new AbortController();
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < batches && !over.signal.aborted) {
      const first = next * size + 1;
      next += 1;
      const numbers = Array.from({ length: size }, (_, index) => first + index);
      const body = batchOf(...numbers.map(event));
      while (!over.signal.aborted) {
        const answer = await ask(url(), { ...(agent === null ? {} : { agent }), body }).catch(() => null);
        if (answer?.status === 200) {
          answered.push(...numbers);
          break;
        }
        await wait(50);
      }
    }
  };
  return { answered, over, done: Promise.all([client(), client(), client(), client()]) };
}

const itemsOf = (numbers: readonly number[]): string[] =>
  numbers.map((number) => {
    const [, item = ''] = /"items":\[(.*)\]\}\n$/s.exec(batchOf(event(number))) ?? [];
    return item.replace('{', '{"kind":"Event","apiVersion":"audit.k8s.io/v1",');
  });

const freePort = async (): Promise<number> => {
  const server = createRaw();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

test('a backend that fails, drops connections, and a forwarder that is killed: nothing is lost, byte for byte', async () => {
  const failing = [
    '--fail',
    '503:20%',
    '--drop-connections',
    '5%',
    '--seed',
    '7',
    '--numbered',
    'n-',
    '--store',
    'kept',
  ];
  const sink = await start('sink', '--make-certs', 'sink-certs', ...failing);
  await must([scene.program, 'sink', '--exit-after', '0', '--make-certs', 'certs'], { cwd: scene.dir, env: scene.env });
  const files = ['ca=sink-certs/ca.crt', 'cert=sink-certs/client.crt', 'key=sink-certs/client.key'].join(',');
  const run = (address: string): Promise<Started> =>
    start(
      'forward',
      'run',
      '--listen',
      address,
      '--tls',
      'certs',
      '--spool',
      'spool',
      '--webhook',
      `${sink.url.href},${files}`,
    );
  let forwarder = await run('127.0.0.1:0');
  const { url } = forwarder;
  const { answered, done } = load(() => url, clientOf('certs'), 150, 10);
  await until('some were answered', () => answered.length >= 300);
  forwarder.running.child.kill('SIGKILL');
  await forwarder.running.ended;
  forwarder = await run(url.host);
  await done;
  expect(answered).toHaveLength(1500);
  await until('all is delivered', () => textOf('spool', 'state.json').includes('"backlog":{"batches":0,'));
  const { code, last } = await forwarder.end('SIGTERM');
  expect([code, last]).toEqual([143, expect.objectContaining({ running: false })]);
  expect(last['backends']).toMatchObject([{ skipped: 0, lost: 0, refused: 0, backlog: { events: 0 } }]);
  expect(last['sources']).toMatchObject([{ name: 'kube-apiserver' }]);
  const counted = (await sink.end('SIGINT')).last;
  expect(counted).toMatchObject({
    events: 1500,
    conflicts: 0,
    numbers: { first: 1, last: 1500, seen: 1500, missing: 0 },
  });
  expect((counted['requests'] as Record<string, number>)['failed']).toBeGreaterThan(0);
  const kept = textOf('kept', 'audit.log').trimEnd().split('\n');
  const wanted = itemsOf(answered);
  const lacks = (lines: readonly string[], others: ReadonlySet<string>): string[] =>
    lines.filter((line) => !others.has(line));
  expect([lacks(wanted, new Set(kept)), lacks(kept, new Set(wanted))]).toEqual([[], []]);
});

test('SIGTERM under load: what was answered is delivered or stays in the spool, which a later run delivers', async () => {
  const sink = await start('sink', '--numbered', 'n-', '--delay', '20ms');
  const args = ['--spool', 'under-load', '--webhook', sink.url.href];
  const forwarder = await start('forward', 'run', '--listen', '127.0.0.1:0', ...args);
  const loading = load(() => forwarder.url, null, 100_000, 5);
  await until('some were answered', () => loading.answered.length >= 500);
  const { code, last } = await forwarder.end('SIGTERM');
  loading.over.abort();
  await loading.done;
  expect(code).toBe(143);
  expect(last).toMatchObject({ running: false, url: forwarder.url.href });
  const { code: drained, stdout } = await scene.cli('forward', 'run', '--drain', ...args, '--json');
  expect(drained, stdout).toBe(0);
  const { numbers, conflicts } = (await sink.end('SIGINT')).last as { numbers: { seen: number }; conflicts: number };
  expect(conflicts).toBe(0);
  // What was stored and whose answer did not arrive any more is delivered too.
  expect(numbers.seen).toBeGreaterThanOrEqual(loading.answered.length);
  expect(last['events']).toBe(numbers.seen);
});

/** A server that accepts connections and never answers. */
async function hanging(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createRaw((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  over.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit`;
}

test('a second SIGTERM ends it at once; the spool has everything', async () => {
  const args = ['--spool', 'second', '--listen', '127.0.0.1:0'];
  const forwarder = await start('forward', 'run', ...args, '--webhook', `${await hanging()},name=siem`);
  const { answered, done } = load(() => forwarder.url, null, 20, 5);
  await done;
  const { child, ended } = forwarder.running;
  child.kill('SIGTERM');
  await until('it accepts no more', async () => (await ask(forwarder.url).catch(() => null)) === null);
  expect(child.exitCode).toBe(null);
  child.kill('SIGTERM');
  await ended;
  expect(child.signalCode).toBe('SIGTERM');
  const sink = await start('sink', '--numbered', 'n-');
  const again = await scene.cli(
    'forward',
    'run',
    '--drain',
    '--spool',
    'second',
    '--webhook',
    `${sink.url.href},name=siem`,
  );
  expect(again.code, again.stderr).toBe(0);
  expect((await sink.end('SIGINT')).last).toMatchObject({ events: answered.length, numbers: { missing: 0 } });
});

test('a slow receiver does not slow API servers, gets the same again after its time, and is counted', async () => {
  const sink = await start('sink', '--delay', '1m');
  const port = await freePort();
  await must(['tee', 'kind-audit.yaml'], {
    cwd: scene.dir,
    input: `webhook:\n  metrics: 127.0.0.1:${port}\n  backends: [{name: siem, url: "${sink.url.href}", timeout: 300ms}]\n`,
  });
  const forwarder = await start('forward', 'run', '--listen', '127.0.0.1:0', '--spool', 'slow');
  const { answered, done } = load(() => forwarder.url, null, 40, 5);
  await done;
  expect(answered).toHaveLength(200);
  const repeats = async (): Promise<number> => {
    const { body } = await ask(`http://127.0.0.1:${port}/metrics`, { method: 'GET' });
    return Number(/^kind_audit_forward_repeats_total\{backend="siem"\} (\d+)$/m.exec(body)?.[1]);
  };
  await until('it was sent again', async () => (await repeats()) >= 2);
  await until('its state says so', () => textOf('slow', 'state.json').includes('"events":200,"bytes"'));
  const { backends } = JSON.parse(textOf('slow', 'state.json')) as Document;
  expect(backends).toMatchObject([
    { delivered: 0, backlog: { events: 200 }, lastError: { cause: 'does not answer within 300 ms' } },
  ]);
  await must(['rm', 'kind-audit.yaml'], { cwd: scene.dir });
});

test('a port that is taken: says by whom, and moves to no other; a spool that is in use as well', async () => {
  const sink = await start('sink');
  const taken = await scene.cli(
    'forward',
    'run',
    '--listen',
    sink.url.host,
    '--spool',
    'other',
    '--webhook',
    sink.url.href,
  );
  expect(taken.code).toBe(3);
  expect(taken.stderr).toContain(`cannot listen on ${sink.url.host}: address already in use`);
  const ss = await must(['bash', '-c', 'command -v ss || true']);
  if (ss !== '') expect(taken.stderr).toMatch(new RegExp(`in use, by \\S+ \\(process ${sink.running.child.pid}\\)`));
  const first = await start('forward', 'run', '--listen', '127.0.0.1:0', '--spool', 'one', '--webhook', sink.url.href);
  const second = await scene.cli(
    'forward',
    'run',
    '--listen',
    '127.0.0.1:0',
    '--spool',
    'one',
    '--webhook',
    sink.url.href,
  );
  expect([second.code, second.stderr]).toEqual([3, expect.stringContaining(`process ${first.running.child.pid}`)]);
});
