// `forward run` in a fake world: what is answered, stored, delivered, counted and said.
import { expect, test } from 'vitest';
import type { HttpReply } from '../../../src/core/http-server.ts';
import { fakeDisk } from '../../kit/append-files.ts';
import { forwarding, type SentBody } from '../../kit/forwarding.ts';
import { batchOf, type Send } from '../../kit/http-server.ts';
import { runCli } from '../../kit/run-cli.ts';

const TO_SIEM = '--webhook https://siem.example/audit,name=siem';
const named = (number: number): object => ({ auditID: `${number}`, objectRef: { name: `n-${number}` } });
const numbersIn = (sent: readonly SentBody[]): number[] =>
  sent.flatMap(({ body }) => [...body.matchAll(/"n-(\d+)"/g)].map(([, digits]) => Number(digits)));
const ok = { status: 200, retryAfter: null, location: null, body: '' };
const failing = { ...ok, status: 403 };

const short = (reply: HttpReply | 'drop'): number | string => (reply === 'drop' ? 'drop' : reply.status);

/** The last document on standard output. */
const lastOf = (stdout: string): unknown => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');

test('what is answered with 200 is delivered, in order; nothing else is stored', async () => {
  const statuses: (number | string)[] = [];
  const given = forwarding({
    async clients(send) {
      for (const body of [batchOf(named(1), named(2)), batchOf(), 'no list', batchOf(named(3))])
        statuses.push(short(await send({ body })));
      statuses.push(short(await send({ method: 'GET', target: '/healthz' })));
      statuses.push(short(await send({ method: 'GET' })));
      statuses.push(short(await send({ stranger: 'the client certificate has expired', body: batchOf(named(4)) })));
    },
  });
  const ran = await runCli(`forward run ${TO_SIEM}`, given);
  expect(statuses).toEqual([200, 200, 400, 200, 204, 405, 401]);
  expect(numbersIn(given.sent)).toEqual([1, 2, 3]);
  expect(ran).toMatchObject({
    code: 130,
    stdout: expect.stringContaining('Received: 3 events in 6 requests, 0 repeats.'),
  });
  expect(ran.stdout).toContain('  siem: 3 events delivered, nothing is left\n');
  expect(ran.stderr).toContain('is refused: the client certificate has expired');
});

test('a body that is wrong is answered with the place of the fault, and an API server that repeats is recognized', async () => {
  const replies: (HttpReply | 'drop')[] = [];
  const given = forwarding({
    async clients(send) {
      const body = batchOf(named(1));
      replies.push(await send({ body: `${body}x` }), await send({ body }), await send({ body }));
    },
  });
  const { stdout } = await runCli(`forward run ${TO_SIEM} --json`, given);
  expect(replies[0]).toMatchObject({ status: 400, body: expect.stringMatching(/at byte \d+"/) });
  expect(replies.slice(1).map(short)).toEqual([200, 200]);
  expect(numbersIn(given.sent)).toEqual([1]);
  expect(lastOf(stdout)).toMatchObject({ events: 1, repeats: 1, requests: { received: 3, succeeded: 2, failed: 1 } });
});

test('a full spool answers 503 with Retry-After 3 and says so once; it recovers by itself', async () => {
  const replies: (HttpReply | 'drop')[] = [];
  let isUp = false;
  const given = forwarding({
    files: {
      'kind-audit.yaml':
        'webhook:\n  spool: {maxSize: 3kB, segmentSize: 1kB}\n  backends: [{name: siem, url: "https://siem.example/audit"}]\n',
    },
    answer: () => (isUp ? ok : { ...ok, status: 503 }),
    async clients(send) {
      let number = 0;
      const sendOne = async (): Promise<void> => {
        number += 1;
        replies.push(await send({ body: batchOf({ ...named(number), requestURI: 'x'.repeat(300) }) }));
      };
      while (short(replies.at(-1) ?? 'drop') !== 503) await sendOne();
      await sendOne();
      isUp = true;
      for (let time = 0; time < 50 && short(replies.at(-1) ?? 'drop') === 503; time += 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        await sendOne();
      }
    },
  });
  const { stderr } = await runCli('forward run', given);
  expect(replies.find((reply) => short(reply) === 503)).toMatchObject({ headers: { 'Retry-After': '3' } });
  expect(short(replies.at(-1) ?? 'drop')).toBe(200);
  expect(stderr.match(/are answered with 503/g)).toHaveLength(1);
});

test('a disk that fails for a moment is answered with 503', async () => {
  const disk = fakeDisk();
  const replies: (HttpReply | 'drop')[] = [];
  const given = forwarding({
    disk,
    answer: () => failing,
    async clients(send) {
      await send({ body: batchOf(named(1)) });
      await send({ body: batchOf(named(2)) });
      disk.fault = (operation) => (operation === 'write' || operation === 'create' ? { error: 'EIO' } : null);
      replies.push(await send({ body: batchOf(named(3)) }));
      disk.fault = () => null;
      replies.push(await send({ body: batchOf(named(3)) }));
    },
  });
  const { code, stdout } = await runCli(`forward run ${TO_SIEM}`, given);
  expect(replies).toMatchObject([{ status: 503, headers: { 'Retry-After': '3' } }, { status: 200 }]);
  expect([code, stdout]).toEqual([130, expect.stringContaining('3 events left in the spool')]);
});

test('a spool that can no longer be written ends it with 3', async () => {
  const disk = fakeDisk();
  const given = forwarding({
    disk,
    async clients(send) {
      await send({ body: batchOf(named(1)) });
      disk.fault = (operation) => (operation === 'sync' ? { error: 'EIO' } : null);
      for (let number = 2; number < 5; number += 1) await send({ body: batchOf(named(number)) });
      disk.fault = () => null;
      await new Promise<never>(() => undefined);
    },
  });
  const { code, stderr } = await runCli(`forward run ${TO_SIEM}`, given);
  expect([code, stderr]).toEqual([3, expect.stringContaining('cannot be written')]);
  expect(numbersIn(given.sent)).toEqual([1]);
});

test('annotations: variables are replaced for each control plane, by the name in its certificate', async () => {
  const given = forwarding({
    files: {
      'kind-audit.yaml': [
        'name: dev',
        'webhook:',
        '  annotations: {set: {a.example/where: "${cluster}/${context}/${node}"}}',
        '  backends: [{url: "https://siem.example/audit"}]',
      ].join('\n'),
    },
    async clients(send) {
      await send({ body: batchOf(named(1)), client: 'dev-control-plane' });
      await send({ body: batchOf(named(2)), client: null, from: '172.18.0.3' });
    },
  });
  await runCli('forward run', given);
  const values = given.sent
    .flatMap(({ body }) => [...body.matchAll(/"a\.example\/where":"([^"]+)"/g)])
    .map(([, value]) => value);
  expect(values).toEqual(['dev/kind-dev/dev-control-plane', 'dev/kind-dev/172.18.0.3']);
});

test.each([
  ['{preset: gardener-shoot}', 'webhook.annotations.preset: gardener-shoot is not known to forward run'],
  ['{set: {a: "${uid}"}}', 'webhook.annotations.set["a"]: ${uid} is not known to forward run'],
])('annotations that only a cluster knows are refused: %s', async (annotations, words) => {
  const text = `webhook:\n  annotations: ${annotations}\n  backends: [{url: "https://siem.example/audit"}]\n`;
  const { code, stderr } = await runCli('forward run', forwarding({ files: { 'kind-audit.yaml': text } }));
  expect([code, stderr]).toEqual([3, expect.stringContaining(words)]);
});

test('metrics, with the names of the auditlog-forwarder and its own', async () => {
  let text = '';
  const other: number[] = [];
  const given = forwarding({
    answer: (_sent, number) => (number === 1 ? { ...ok, status: 503 } : ok),
    async clients(send: Send, metrics: Send) {
      await send({ body: batchOf(named(1), named(2)) });
      await send({ body: 'no' });
      await new Promise<void>((resolve) => setImmediate(resolve));
      const reply = await metrics({ method: 'GET', target: '/metrics' });
      text = reply === 'drop' ? '' : reply.body;
      for (const sent of [{ method: 'GET', target: '/' }, { target: '/metrics' }])
        other.push(Number(short(await metrics(sent))));
    },
  });
  await runCli(`forward run ${TO_SIEM}`, given);
  expect(other).toEqual([404, 405]);
  const values = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const output = '{output="https://siem.example/audit",delivery_mode="Guaranteed"}';
  for (const line of [
    'auditlog_forwarder_received_total 2',
    'auditlog_forwarder_succeeded_total 1',
    'auditlog_forwarder_failed_total 1',
    `auditlog_forwarder_output_succeeded_total${output} 1`,
    `auditlog_forwarder_output_failed_total${output} 1`,
    'kind_audit_forward_events_received_total 2',
    'kind_audit_forward_events_delivered_total{backend="siem"} 2',
    'kind_audit_forward_events_skipped_total{backend="siem"} 0',
    'kind_audit_forward_events_dead_total{backend="siem"} 0',
    'kind_audit_forward_repeats_total{backend="siem"} 1',
    'kind_audit_forward_backlog_events{backend="siem"} 0',
    'kind_audit_forward_backlog_bytes{backend="siem"} 0',
    'kind_audit_forward_backlog_seconds{backend="siem"} 0',
    'kind_audit_forward_delivery_seconds_count{backend="siem"} 1',
  ])
    expect(values).toContain(line);
  for (const name of ['spool_bytes', 'spool_sync_seconds_sum', 'spool_sync_seconds_count', 'delivery_seconds_sum'])
    expect(text).toContain(`kind_audit_forward_${name}`);
  for (const line of values) expect(line).toMatch(/^[a-z_]+(?:\{(?:[a-z_]+="[^"\n]*",?)+\})? \d+(?:\.\d+)?(?:e-\d+)?$/);
});

test.each([
  ['LISTEN 0 511 127.0.0.1:8443 0.0.0.0:* users:(("node",pid=4711,fd=21))\n', ', by node (process 4711)\n'],
  ['', ': address already in use\n'],
])('a port that is taken: by whom, where that is known', async (stdout, words) => {
  const given = forwarding({
    command: ([program, ...args]) =>
      program === 'ss' && args.join(' ') === '-Hltnp sport = :8443' ? { stdout } : undefined,
    parts: {
      listen: async () => {
        throw Object.assign(new Error('listen EADDRINUSE: address already in use 127.0.0.1:8443'), {
          code: 'EADDRINUSE',
          syscall: 'listen',
        });
      },
    },
  });
  const { code, stderr } = await runCli(`forward run ${TO_SIEM}`, given);
  expect([code, stderr]).toEqual([3, expect.stringContaining(words)]);
  expect(stderr).toContain('kind-audit forward run --listen 127.0.0.1:0');
});

test('a state file that cannot be written is said once, and events go on', async () => {
  const disk = fakeDisk();
  disk.fault = (operation, path) => (operation === 'rename' && path.includes('state.json') ? { error: 'EIO' } : null);
  const given = forwarding({
    disk,
    async clients(send) {
      for (let number = 1; number <= 5; number += 1) {
        await send({ body: batchOf(named(number)) });
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
  });
  const { stderr } = await runCli(`forward run ${TO_SIEM}`, given);
  expect(stderr.match(/the status of the forwarder cannot be written/g)).toHaveLength(1);
  expect(numbersIn(given.sent)).toEqual([1, 2, 3, 4, 5]);
});

test('without an address for metrics events go on', async () => {
  const given = forwarding({ clients: async (send) => void (await send({ body: batchOf(named(1)) })) });
  const { listen } = given.world;
  const world = {
    ...given.world,
    listen: async (serving: Parameters<typeof listen>[0]) => {
      const server = await listen(serving);
      if (serving.port !== 9464) return server;
      throw Object.assign(new Error('listen EADDRINUSE: address already in use 127.0.0.1:9464'), {
        code: 'EADDRINUSE',
        syscall: 'listen',
      });
    },
  };
  const { stderr } = await runCli(`forward run ${TO_SIEM}`, { world });
  expect(stderr).toContain('there are no metrics: listen EADDRINUSE');
  expect(numbersIn(given.sent)).toEqual([1]);
});

test('at the end: what could be delivered is, what is left is said, and a later run delivers it', async () => {
  const disk = fakeDisk();
  const given = forwarding({
    disk,
    answer: () => failing,
    async clients(send) {
      await send({ body: batchOf(named(1), named(2)) });
      await send({ body: batchOf(named(3)) });
    },
  });
  const first = await runCli(`forward run ${TO_SIEM}`, given);
  expect(first.stdout).toContain('  siem: 0 events delivered, 3 events left in the spool (');
  expect(first.stdout).toContain(': it answers 403: it refuses this sender\n');
  const status = disk.paths().find((path) => path.endsWith('/state.json')) ?? '';
  expect(JSON.parse(disk.bytes(status).toString())).toMatchObject({
    schema: 'kind-audit.forward/v1',
    running: false,
    backends: [
      { state: 'failing', backlog: { events: 3 }, lastError: { cause: 'answers 403: it refuses this sender' } },
    ],
  });
  disk.restart();
  const again = forwarding({ disk });
  const second = await runCli(`forward run --drain ${TO_SIEM} --json`, again);
  expect(numbersIn(again.sent)).toEqual([1, 2, 3]);
  expect(second.code).toBe(0);
  expect(lastOf(second.stdout)).toMatchObject({ url: null, backends: [{ delivered: 3, backlog: { events: 0 } }] });
});

test('two backends, of which one is dead: the other gets everything', async () => {
  const given = forwarding({
    answer: ({ settings }) => (settings.url.includes('lake') ? failing : ok),
    async clients(send) {
      for (let number = 1; number <= 20; number += 1) await send({ body: batchOf(named(number)) });
    },
  });
  const line = 'forward run --webhook https://siem.example/audit,mode=Guaranteed --webhook https://lake.example/audit';
  const { stdout, stderr } = await runCli(line, given);
  const toSiem = given.sent.filter(({ settings }) => settings.url.includes('siem'));
  expect(numbersIn(toSiem)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  expect(stdout).toContain('to lake.example: https://lake.example/audit, BestEffort');
  expect(stderr.match(/lake\.example fails/g)).toHaveLength(1);
});

test('events of another version are taken, and that is said once', async () => {
  const given = forwarding({
    async clients(send) {
      for (const number of [1, 2])
        await send({ body: batchOf(named(number)).replace('audit.k8s.io/v1', 'audit.k8s.io/v9') });
    },
  });
  const { stderr } = await runCli(`forward run ${TO_SIEM}`, given);
  expect(numbersIn(given.sent)).toEqual([1, 2]);
  expect(stderr.match(/events of "audit\.k8s\.io\/v9" are passed on/g)).toHaveLength(1);
});

test.each([
  ['', 'webhook.backends: at least one backend is needed', 2],
  ['--webhook http://siem.example/audit', 'must begin with https://', 2],
  ['--webhook https://siem.example/audit,ca=none.crt', 'none.crt is not there', 2],
])('what is wrong with the settings: forward run %s', async (options, words, code) => {
  const ran = await runCli(`forward run ${options}`, forwarding());
  expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(words)]);
});

test.each([
  ['spool: {whenFull: "off"}', 3, 'events are always kept first'],
  ['metrics: nowhere at all', 2, 'webhook.metrics: must be HOST:PORT'],
  ['spool: {whenFull: dropOldest, maxSize: 2MiB, segmentSize: 1MiB}', 2, 'at least three times segmentSize'],
])('settings that it cannot have: %s', async (line, code, words) => {
  const text = `webhook:\n  ${line}\n  backends: [{url: "https://siem.example/audit"}]\n`;
  const ran = await runCli('forward run', forwarding({ files: { 'kind-audit.yaml': text } }));
  expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(words)]);
});
