// A sink with clients that send what a test makes of them.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { HttpReply } from '../../src/core/http-server.ts';
import { runCli, type CliRun } from '../kit/run-cli.ts';
import { batchOf, fakeListen, type Send } from '../kit/http-server.ts';

type Document = Readonly<Record<string, unknown>>;

/** What a reply is, in short. */
function short(reply: HttpReply | 'drop'): number | string {
  return reply === 'drop' ? 'drop' : reply.status;
}

/** Runs a sink whose clients send something; its last document, and the whole run. */
async function sunk(line: string, clients: (send: Send) => Promise<void>): Promise<CliRun & { last: Document }> {
  const ran = await runCli(`sink ${line} -o json`, { parts: { listen: fakeListen(clients) } });
  const documents = ran.stdout
    .trimEnd()
    .split('\n')
    .map((each) => JSON.parse(each) as Document);
  return { ...ran, last: documents.at(-1) ?? {} };
}

test('events, repeats and conflicts; what came again is stored once', async () => {
  const statuses: (number | string)[] = [];
  const ran = await sunk('--exit-after 4 --store kept', async (send) => {
    const first = batchOf({ auditID: 'a' }, { auditID: 'b' });
    for (const body of [first, first, batchOf({ auditID: 'b', verb: 'list' }, { auditID: 'b', stage: 'Panic' })])
      statuses.push(short(await send({ body })));
  });
  expect(statuses).toEqual([200, 200, 200]);
  expect(ran).toMatchObject({
    code: 1,
    last: { schema: 'kind-audit.sink/v1', events: 4, repeats: 2, conflicts: 1, requests: { accepted: 3 } },
  });
  const lines = (ran.files['kept/audit.log'] ?? '').trimEnd().split('\n');
  expect(lines.map((each) => JSON.parse(each) as object)).toMatchObject([
    { kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID: 'a' },
    { auditID: 'b', verb: 'get' },
    { auditID: 'b', verb: 'list' },
    { auditID: 'b', stage: 'Panic' },
  ]);
  expect(ran.world.disk.get('/project/kept/audit.log')?.mode).toBe(0o600);
});

test('a file of events that is there stays as it is', async () => {
  const listen = fakeListen(async (send) => void (await send({ body: batchOf({}) })));
  const ran = await runCli('sink --exit-after 1 --store kept', {
    files: { 'kept/audit.log': 'older\n', 'kept/audit-2.log': '' },
    parts: { listen },
  });
  expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('/project/kept/audit-3.log') });
  expect(ran.files).toMatchObject({ 'kept/audit.log': 'older\n', 'kept/audit-2.log': '' });
  expect(ran.files['kept/audit-3.log']).toContain('"auditID":"a"');
});

test('events without an ID are told apart by their bytes', async () => {
  const { last } = await sunk('--exit-after 2', async (send) => {
    await send({ body: batchOf({ auditID: undefined, verb: 'a' }, { auditID: undefined, verb: 'a' }) });
    await send({ body: batchOf({ auditID: undefined, verb: 'b' }) });
  });
  expect(last).toMatchObject({ events: 2, repeats: 1, conflicts: 0 });
});

test('gaps in the numbers end it with 1', async () => {
  const named = (number: number): object => ({ auditID: `${number}`, objectRef: { name: `n-${number}` } });
  const clients = async (send: Send): Promise<void> => void (await send({ body: batchOf(named(1), named(4)) }));
  const ran = await sunk('--exit-after 2 --numbered n-', clients);
  expect(ran).toMatchObject({ code: 1, last: { numbers: { seen: 2, missing: 2, gaps: [[2, 3]] } } });
  const text = await runCli('sink --exit-after 2 --numbered n-', { parts: { listen: fakeListen(clients) } });
  expect(text.stdout).toContain('n-1 to n-4: 2 seen, 2 missing: 2–3\n');
});

test('what is no list of events is rejected with the place, and nothing of it is kept', async () => {
  const replies: (HttpReply | 'drop')[] = [];
  const { last, files } = await sunk('--exit-after 1 --store kept', async (send) => {
    for (const body of ['no', '{"kind":"EventList","items":[{]}', batchOf().replace('EventList', 'Event')])
      replies.push(await send({ body }));
    await send({ method: 'GET' });
    await send({ target: '/healthz', method: 'GET' });
    await send({ body: batchOf({}) });
  });
  expect(replies.map(short)).toEqual([400, 400, 400]);
  expect(replies[0]).toMatchObject({ body: expect.stringMatching(/^\{"code":400,"message":".+ at byte \d+"\}\n$/) });
  expect(last).toMatchObject({ events: 1, requests: { accepted: 1, rejected: 4 } });
  expect((files['kept/audit.log'] ?? '').split('\n')).toHaveLength(2);
});

test('an empty list is accepted, and nothing is stored', async () => {
  const { last, files } = await sunk('--exit-after 1 --store kept', async (send) => {
    expect(short(await send({ body: batchOf() }))).toBe(200);
    await send({ body: batchOf({}) });
  });
  expect(last).toMatchObject({ events: 1, requests: { accepted: 2 } });
  expect(files['kept/audit.log']?.split('\n')).toHaveLength(2);
});

test('faults by a seed: a failed request has left nothing, a dropped one was accepted', async () => {
  const statuses: (number | string)[] = [];
  const clients = async (send: Send): Promise<void> => {
    for (let at = 0; at < 60; at += 1) {
      // As an API server: each batch until it is answered.
      for (let status: number | string = 0; status !== 200;) {
        const reply = await send({ body: batchOf({ auditID: `${at}` }) });
        status = short(reply);
        statuses.push(status);
        if (status === 503) expect(reply).toMatchObject({ headers: { 'Retry-After': '2' } });
      }
    }
  };
  const line = '--exit-after 60 --fail 503:20% --retry-after 2 --drop-connections 10% --seed 5';
  const { last } = await sunk(line, clients);
  const once = statuses.splice(0);
  const number = (status: number | string): number => once.filter((each) => each === status).length;
  expect(number(503)).toBeGreaterThan(3);
  expect(number('drop')).toBeGreaterThan(1);
  expect(last).toMatchObject({
    events: 60,
    repeats: number('drop'),
    conflicts: 0,
    requests: { failed: number(503), dropped: number('drop') },
  });
  await sunk(line, clients);
  expect(statuses).toEqual(once);
});

test('a redirect, gzip only, and a delay', async () => {
  let redirected: HttpReply | 'drop' = 'drop';
  await runCli('sink --redirect http://other.example/x', {
    parts: {
      listen: fakeListen(async (send) => {
        redirected = await send({ body: batchOf({}) });
        await send({ stranger: 'this ends it' });
      }),
    },
    interruptAt: (event) => event.type === 'note',
  });
  expect(redirected).toEqual({ status: 302, headers: { Location: 'http://other.example/x' }, body: '' });
  const { last } = await sunk('--gzip-only --exit-after 1 --delay 2s', async (send) => {
    expect(short(await send({ body: batchOf({}) }))).toBe(415);
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect(short(await send({ headers, body: gzipSync(batchOf({})) }))).toBe(200);
  });
  expect(last).toMatchObject({ events: 1, requests: { rejected: 1 } });
});

test('an outage begins with the first accepted request, and ends', async () => {
  let time = 0;
  const statuses: (number | string)[] = [];
  const listen = fakeListen(async (send) => {
    const moments = [0, 0, 29_999, 30_000, 99_999];
    for (const [at, moment] of moments.entries()) {
      time = moment;
      statuses.push(short(await send({ body: batchOf({ auditID: `${at}` }) })));
    }
  });
  const clock = {
    now: () => new Date(0),
    monotonic: () => time,
    sleep: async () => undefined,
    timeout: () => new AbortController().signal,
  };
  const ran = await runCli('sink --outage 30s --exit-after 3', { parts: { listen, clock } });
  expect(statuses).toEqual([200, 'drop', 'drop', 200, 200]);
  expect(ran.stdout).toContain('2 requests not answered');
  expect(ran.stderr).toBe('The outage begins: no answer for 30 s.\nThe outage is over.\n');
});

test('Ctrl-C ends it with the summary', async () => {
  const ran = await runCli('sink', {
    parts: {
      listen: fakeListen(async (send) => {
        await send({ body: batchOf({}) });
        await send({ stranger: 'a client certificate is required, and none was sent' });
      }),
    },
    interruptAt: (event) => event.type === 'note',
  });
  expect(ran).toMatchObject({ code: 130, stdout: expect.stringContaining('Received: 1 event') });
  expect(ran.stdout).toContain('refused 1 time: a client certificate is required, and none was sent');
  expect(ran.stderr).toContain('error: interrupted\n');
});

test('a disk that is full ends it, and the sender hears it', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  const { world } = await runCli('schema');
  let status: number | string = 0;
  const ran = await runCli('sink --store kept --exit-after 1', {
    parts: {
      listen: fakeListen(async (send) => void (status = short(await send({ body: batchOf({}) })))),
      files: {
        ...world.files,
        createGrowing: async () => ({ append: async () => Promise.reject(full), close: async () => undefined }),
      },
    },
  });
  expect([status, ran.code]).toEqual([500, 3]);
  expect(ran.stderr).toMatch(/^error: ENOSPC.*\nnext: /m);
});

test.each([
  ['EADDRINUSE', "see who has it: ss -ltnp 'sport = :8443'"],
  ['EADDRNOTAVAIL', 'name an address of this machine'],
])('an address that cannot be listened on: %s', async (code, hint) => {
  const error = Object.assign(new Error(`listen ${code}`), { code, syscall: 'listen' });
  const ran = await runCli('sink --listen 192.0.2.1:8443', { parts: { listen: async () => Promise.reject(error) } });
  expect(ran).toMatchObject({ code: 3, stdout: '' });
  expect(ran.stderr).toMatch(/^error: cannot listen on 192\.0\.2\.1:8443: .*\nnext: /);
  expect(ran.stderr).toContain(hint);
});

test.each([
  ['--retry-after 2', '--retry-after needs --fail'],
  ['--cert-name a.example', '--cert-name needs --make-certs'],
  ['--fail 503:60% --fail 500:50%', 'more than 100% together'],
  ['--fail 200:1%', 'a status from 400 to 599'],
  ['--fail 503:101%', 'a share from 0% to 100%'],
  ['--drop-connections 5', 'a share from 0% to 100%'],
  ['--redirect ftp://x', 'a URL that begins with'],
  ['--listen a:b', 'must be HOST:PORT'],
  ['--tls a --make-certs b', 'cannot be used with'],
  ['--tls none', 'server.crt is missing'],
])('%s is refused', async (line, words) => {
  expect(await runCli(`sink ${line}`)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
});
