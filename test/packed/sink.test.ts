// A sink with real sockets and real TLS: what it answers, whom it refuses, and how it ends.
import { copyFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { Agent as PlainAgent } from 'node:http';
import { Agent } from 'node:https';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { makeAuthority, makeLeaf, type Pair } from '../../src/webhook/certificates/x509.ts';
import { batchOf } from '../kit/http-server.ts';
import { ask, type Answer, type Sent } from './kit/ask.ts';
import { must, until, type Ran, type Running } from './kit/run.ts';
import { setPackedScene } from './kit/scene.ts';
import { killedAfterEach, listeningAt } from './kit/started.ts';

const scene = setPackedScene('ka-sink');
afterAll(() => scene[Symbol.asyncDispose]());
const at = (...names: string[]): string => join(scene.dir, ...names);

type Document = Readonly<Record<string, unknown>>;

interface Sink {
  readonly running: Running;
  readonly url: URL;
  /** Ctrl-C. */
  stop(): Promise<Ran & { readonly last: Document }>;
  /** Its end, which is its own. */
  end(): Promise<Ran & { readonly last: Document }>;
}

const started = killedAfterEach();

/** Starts a sink and waits until it listens. */
async function sink(...args: string[]): Promise<Sink> {
  const running = scene.startCli('sink', '--json', ...args);
  started.push(running);
  const url = await listeningAt(running);
  const end = async (): Promise<Ran & { last: Document }> => {
    const ran = await running.ended;
    return { ...ran, last: JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '') as Document };
  };
  return {
    running,
    url: new URL(url ?? `http://${running.output()}`),
    end,
    stop() {
      running.child.kill('SIGINT');
      return end();
    },
  };
}

const codeOf = async (asked: Promise<Answer>): Promise<string> =>
  asked.then(
    ({ status }) => String(status),
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );

/** A pair of a folder of certificates. */
const pairIn = (folder: string, name: string): Pair => ({
  cert: readFileSync(at(folder, `${name}.crt`), 'utf8'),
  key: readFileSync(at(folder, `${name}.key`), 'utf8'),
});
const clientOf = (folder: string): Pair & { ca: string } => ({
  ...pairIn(folder, 'client'),
  ca: pairIn(folder, 'ca').cert,
});

const DAY = 86_400_000;
const valid = { from: Date.now() - DAY, until: Date.now() + DAY };
const local = [{ type: 'ip', value: '127.0.0.1' }] as const;

describe('over TLS', () => {
  test('OpenSSL accepts what was made; events come in, and logs reads them', async () => {
    const { url, end } = await sink('--make-certs', 'good', '--store', 'kept', '--exit-after', '2');
    for (const name of ['server', 'client'])
      expect(
        await must([
          'openssl',
          'verify',
          '-CAfile',
          at('good/ca.crt'),
          '-purpose',
          `ssl${name}`,
          at(`good/${name}.crt`),
        ]),
      ).toContain(': OK');
    for (const name of ['ca', 'server', 'client']) expect(statSync(at(`good/${name}.key`)).mode & 0o777).toBe(0o600);
    const kubeconfig = readFileSync(at('good/webhook.kubeconfig'), 'utf8');
    expect(kubeconfig).toContain(`server: "${url.href}"`);
    const access = clientOf('good');
    expect(await ask(new URL('/healthz', url), { ...access, method: 'GET' })).toMatchObject({ status: 204, body: '' });
    // A client that keeps its connection does not keep the sink.
    const agent = new Agent({ keepAlive: true, ...access });
    const body = batchOf({ auditID: 'a' }, { auditID: 'b' });
    expect(await ask(`${url.href}?timeout=30s`, { agent, body })).toMatchObject({ status: 200, body: '' });
    const { code, stderr, last } = await end();
    agent.destroy();
    expect([code, last], stderr).toEqual([0, expect.objectContaining({ events: 2, repeats: 0 })]);
    expect(statSync(at('kept/audit.log')).mode & 0o777).toBe(0o600);
    const { stdout } = await scene.cli('logs', 'kept/audit.log', '-o', 'json');
    expect(stdout).toBe(readFileSync(at('kept/audit.log'), 'utf8'));
    expect(stdout.split('\n')).toHaveLength(3);
  });

  test('clients with no certificate or a wrong one are refused; both sides say why', async () => {
    const { url, stop, running } = await sink('--make-certs', 'good');
    const { ca } = clientOf('good');
    const authority = pairIn('good', 'ca');
    const other = await makeAuthority('other', valid);
    const client = { name: 'x', hosts: [], purpose: 'client', ...valid } as const;
    const wrong: readonly (readonly [string, Partial<Pair>, string])[] = [
      ['none', {}, 'a client certificate is required, and none was sent'],
      ['expired', await makeLeaf(authority, { ...client, from: 0, until: Date.now() - DAY }), 'has expired'],
      ['early', await makeLeaf(authority, { ...client, from: Date.now() + DAY }), 'is not valid yet'],
      ['purpose', await makeLeaf(authority, { ...client, purpose: 'server' }), 'is not for clients'],
      ['other CA', await makeLeaf(other, client), 'is not signed by the CA'],
      ['a CA', other, 'is not for clients'],
    ];
    for (const [title, pair, words] of wrong) {
      const answer = await ask(url, { ca, ...pair, body: batchOf({}) });
      expect(answer, title).toMatchObject({ status: 401, body: expect.stringContaining(words) });
      await until('it says why', () => running.output().includes(words));
    }
    expect(await ask(url, { ...clientOf('good'), body: batchOf({}) })).toMatchObject({ status: 200 });
    const { code, last } = await stop();
    expect(code).toBe(130);
    expect(last).toMatchObject({ schema: 'kind-audit.sink/v1', events: 1, requests: { rejected: 6 } });
    expect(last['refused']).toContainEqual({ reason: 'the client certificate is not for clients', count: 2 });
  });

  test.each([
    ['expired', { from: 0, until: Date.now() - DAY, hosts: local }, 'CERT_HAS_EXPIRED', 'expired'],
    [
      'early',
      { from: Date.now() + DAY, until: Date.now() + 2 * DAY, hosts: local },
      'CERT_NOT_YET_VALID',
      'not valid yet',
    ],
    ['name', { ...valid, hosts: [{ type: 'dns', value: 'a.example' }] as const }, 'ERR_TLS_CERT_ALTNAME_INVALID', ''],
    ['purpose', { ...valid, hosts: local, purpose: 'client' as const }, 'INVALID_PURPOSE', 'is not for a server'],
    ['other CA', { ...valid, hosts: local, isOther: true }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', ''],
  ])('a server whose certificate is wrong (%s) is refused by its clients', async (name, given, code, warning) => {
    const { isOther, ...leaf } = { isOther: false, ...given };
    const authority = await makeAuthority('ca', valid);
    const signing = isOther ? await makeAuthority('other', valid) : authority;
    const { cert, key } = await makeLeaf(signing, { name: 'x', purpose: 'server', ...leaf });
    const folder = `wrong-${name.replaceAll(' ', '-')}`;
    await must(['mkdir', at(folder)]);
    writeFileSync(at(folder, 'server.crt'), cert);
    writeFileSync(at(folder, 'server.key'), key);
    const { url, stop } = await sink('--tls', folder);
    expect(await codeOf(ask(url, { ca: authority.cert, body: batchOf({}) }))).toBe(code);
    const { stderr, last } = await stop();
    expect(last).toMatchObject({ events: 0 });
    expect(stderr).toContain(warning);
  });

  test('HTTP/1.1 only, TLS from 1.2 on, and http to https is named', async () => {
    const { url, stop } = await sink('--make-certs', 'good');
    const { hostname: host } = url;
    const port = Number(url.port);
    const socket = connectTls({ host, port, ...clientOf('good'), ALPNProtocols: ['h2', 'http/1.1'] });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
    const old = {
      ...clientOf('good'),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    expect(await codeOf(ask(url, old))).toMatch(/SSL|TLS|PROTO|RESET/);
    expect(await codeOf(ask(`http://${url.host}/audit`))).toMatch(/RESET|HPE|400|hang up/);
    const { stderr } = await stop();
    expect(stderr).toContain('127.0.0.1 is refused: it speaks http, and this is https');
    const plain = await sink();
    expect(await codeOf(ask(plain.url.href.replace('http:', 'https:')))).toMatch(/WRONG_VERSION|EPROTO|PACKET|RESET/);
    expect((await plain.stop()).stderr).toContain('it speaks TLS, and this is http');
  });

  test('a pair that is swapped under load: half of it is ignored, all of it is used, no request fails', async () => {
    const { url, stop, running } = await sink('--make-certs', 'swapped');
    const access = clientOf('swapped');
    const serial = async (): Promise<string> => {
      const socket = connectTls({ host: url.hostname, port: Number(url.port), ...access });
      await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const before = await serial();
    const next = await makeLeaf(pairIn('swapped', 'ca'), { name: 'x', hosts: local, purpose: 'server', ...valid });
    const over = new AbortController();
    const statuses = new Map<string, number>();
    const load = [0, 1].map(async (client) => {
      for (let number = 0; !over.signal.aborted; number += 1) {
        const status = await codeOf(ask(url, { ...access, body: batchOf({ auditID: `${client}-${number}` }) }));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    const rename = (name: string, text: string): void => {
      writeFileSync(at('swapped/next'), text);
      renameSync(at('swapped/next'), at('swapped', name));
    };
    rename('server.crt', next.cert);
    await until('half of the pair is noticed', () => running.output().includes('the earlier certificate stays in use'));
    expect(await serial()).toBe(before);
    rename('server.key', next.key);
    await until('the new pair is used', async () => (await serial()) !== before);
    over.abort();
    await Promise.all(load);
    expect([...statuses.keys()]).toEqual(['200']);
    const { last } = await stop();
    expect(last).toMatchObject({ events: statuses.get('200'), repeats: 0, conflicts: 0 });
    expect(running.output()).toContain('New connections get the new certificate');
  });
});

describe('what it answers', () => {
  test('methods, paths, types, encodings, limits; the connection lives where the body was read', async () => {
    const { url, stop, running } = await sink();
    const good = batchOf({ auditID: 'good' });
    const zip = { 'content-encoding': 'gzip' };
    const packed = gzipSync(Buffer.from(good));
    const status = async (sent: Sent, path = '/audit'): Promise<number> => (await ask(new URL(path, url), sent)).status;
    expect(await ask(url, { method: 'GET' })).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(await status({ body: good }, '/other')).toBe(404);
    expect(await status({ method: 'GET' }, '/healthz')).toBe(204);
    expect(await status({ body: good, headers: { 'content-type': 'text/plain' } })).toBe(415);
    expect(await status({ body: good, headers: { 'content-type': '' } })).toBe(200);
    expect(await status({ body: good, expects: true })).toBe(200);
    expect(await status({ body: packed, headers: zip })).toBe(200);
    expect(await status({ body: packed.subarray(0, 40), headers: zip })).toBe(400);
    expect(await status({ body: packed, headers: { 'content-encoding': 'zstd' } })).toBe(415);
    const agent = new PlainAgent({ keepAlive: true, maxSockets: 1 });
    for (const body of [
      '',
      'x',
      '{"kind":"EventList","items":[{]}',
      '{"kind":"EventList","items":1}',
      '\0',
      `${good}x`,
    ])
      expect(await ask(url, { body, agent }), body).toMatchObject({
        status: 400,
        headers: { connection: 'keep-alive' },
        body: expect.stringMatching(/^\{"code":400,"message":".+ at byte \d+"\}\n$/),
      });
    agent.destroy();
    expect(await status({ body: batchOf() })).toBe(200);
    const large = batchOf({ auditID: 'large', requestObject: 'x'.repeat(10_000_000) });
    expect(await status({ body: large })).toBe(200);
    const above = Buffer.alloc(65 * 1024 * 1024, ' ');
    const refused = { status: 413, headers: { connection: 'close' } };
    expect(await ask(url, { body: above })).toMatchObject(refused);
    expect(await ask(url, { body: above, headers: { 'transfer-encoding': 'chunked' } })).toMatchObject(refused);
    const head = { 'content-length': String(above.length) };
    expect(await ask(url, { body: above, headers: head, expects: true })).toMatchObject(refused);
    const bomb = gzipSync(Buffer.alloc(1024 * 1024 * 1024), { level: 1 });
    expect(await ask(url, { body: bomb, headers: zip })).toMatchObject({ status: 413 });
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${running.child.pid}/status`, 'utf8'))?.[1];
    expect(Number(peak) / 1024).toBeLessThan(600);
    const { last } = await stop();
    expect(last).toMatchObject({ events: 2, repeats: 2, conflicts: 0, requests: { accepted: 5, rejected: 15 } });
  });

  test('connections that send a byte now and then are closed, and good ones are answered meanwhile', async () => {
    const { url, stop } = await sink();
    const sockets = Array.from({ length: 200 }, () => slowClient(url));
    let answered = 0;
    await until('all of them are closed', async () => {
      answered += (await ask(url, { body: batchOf({ auditID: `${answered}` }) })).status === 200 ? 1 : 0;
      return sockets.every(({ destroyed }) => destroyed);
    });
    const { last } = await stop();
    expect(last).toMatchObject({ events: answered, repeats: 0 });
  });

  test('a thousand connections: so many are kept, the rest is refused, and it goes on', async () => {
    const { url, stop } = await sink();
    const sockets = Array.from({ length: 1000 }, () => slowClient(url));
    await until('the rest is refused', () => sockets.filter(({ destroyed }) => destroyed).length >= 1000 - 256);
    for (const socket of sockets) socket.destroy();
    await until('there is room again', async () => (await codeOf(ask(url, { body: batchOf({}) }))) === '200');
    const { last, stderr } = await stop();
    expect(last).toMatchObject({ events: 1 });
    expect(stderr).toContain('is refused: 256 connections are open already');
  });
});

/** A client that sends its head a byte at a time, and never all of it. */
function slowClient(url: URL): Socket {
  const socket = connect({ host: url.hostname, port: Number(url.port) });
  socket.on('error', () => undefined);
  // Its end is read only with all that is before it.
  socket.resume();
  socket.write('POST /audit HTTP/1.1\r\nx: ');
  const timer = setInterval(() => socket.write('x'), 1000);
  socket.once('close', () => clearInterval(timer));
  return socket;
}

describe('on purpose', () => {
  test('dropped connections: the sender sends again, and nothing is counted twice', async () => {
    const { url, end } = await sink('--drop-connections', '40%', '--seed', '3', '--exit-after', '20');
    let drops = 0;
    for (let number = 0; number < 20; number += 1)
      for (;;) {
        const status = await codeOf(ask(url, { body: batchOf({ auditID: `${number}` }) }));
        if (status === '200') break;
        expect(status).toBe('ECONNRESET');
        drops += 1;
        if (number === 19) break;
      }
    const { code, last } = await end();
    expect(drops).toBeGreaterThan(3);
    expect([code, last]).toEqual([0, expect.objectContaining({ events: 20, conflicts: 0 })]);
    expect(last['requests']).toMatchObject({ dropped: drops });
  });

  test('a redirect, failures with Retry-After, gzip only', async () => {
    const redirect = await sink('--redirect', 'https://other.example/audit');
    expect(await ask(redirect.url, { body: batchOf({}) })).toMatchObject({
      status: 302,
      headers: { location: 'https://other.example/audit' },
    });
    const { last } = await redirect.stop();
    expect(last).toMatchObject({ events: 0, requests: { redirected: 1 } });
    const failing = await sink('--fail', '503:100%', '--retry-after', '7', '--gzip-only', '--delay', '50ms');
    expect(await ask(failing.url, { body: batchOf({}) })).toMatchObject({ status: 415 });
    const body = gzipSync(batchOf({}));
    expect(await ask(failing.url, { body, headers: { 'content-encoding': 'gzip' } })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '7' },
      body: '{"code":503,"message":"failed on purpose"}\n',
    });
  });
});

test('the port is taken: by whom is how to see, and nothing is counted', async () => {
  const { url } = await sink();
  const second = await scene.cli('sink', '--listen', url.host);
  expect(second).toMatchObject({ code: 3, stdout: '' });
  const [first = '', next] = second.stderr.split('\n');
  expect(first).toContain(`cannot listen on ${url.host}: address already in use`);
  // By whom is known where the system has the program for it.
  expect(first.replace(/.* in use/, '')).toMatch(/^(?:, by \S+ \(process \d+\))?$/);
  expect(next).toContain('next: see who has it: ss -ltnp');
});

test('the certificates and the kubeconfig of an earlier sink are used again', async () => {
  copyFileSync(at('good/server.crt'), at('before.crt'));
  const { url, stop } = await sink('--make-certs', 'good');
  expect(await ask(url, { ...clientOf('good'), body: batchOf({}) })).toMatchObject({ status: 200 });
  const { stderr } = await stop();
  expect(readFileSync(at('good/server.crt'))).toEqual(readFileSync(at('before.crt')));
  expect(stderr).toContain('webhook.kubeconfig is for another address');
});
