// The real sender against real sockets: answers that are cut, connections that are reset, certificates that are wrong.
import { createServer as createPlain, type RequestListener, type Server } from 'node:http';
import { createServer as createSecure, type ServerOptions } from 'node:https';
import { createServer as createRaw, type AddressInfo, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { NoAnswer, Sender, SenderSettings, SentAnswer } from '../../src/core/http-sender.ts';
import { openSender } from '../../src/io/http-sender.ts';
import { makeAuthority, makeLeaf, type LeafSettings } from '../../src/webhook/certificates/x509.ts';

const never = new AbortController().signal;
const over: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of over.splice(0)) await close();
});

const usual: SenderSettings = {
  url: '',
  ca: null,
  cert: null,
  key: null,
  serverName: null,
  contentType: 'application/json',
  gzip: false,
  timeoutMs: 5000,
};

function senderTo(
  server: { readonly port: number; readonly scheme?: string },
  more: Partial<SenderSettings> = {},
): Sender {
  const sender = openSender({ ...usual, url: `${server.scheme ?? 'http'}://127.0.0.1:${server.port}/audit`, ...more });
  over.push(() => sender.close());
  return sender;
}

async function listening(server: Server | ReturnType<typeof createRaw>): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  over.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server that writes bytes for each request, of which it reads what comes first, and then does something. */
async function raw(
  answer: string | ((connection: number, request: number) => string),
  then: 'end' | 'reset' | 'stay' = 'end',
): Promise<{ port: number; requests: number[] }> {
  const requests: number[] = [];
  let connections = 0;
  const server = createRaw((socket) => {
    connections += 1;
    const connection = connections;
    let request = 0;
    socket.on('data', (data) => {
      if (!data.toString().includes('POST')) return;
      request += 1;
      requests.push(connection);
      const bytes = typeof answer === 'string' ? answer : answer(connection, request);
      if (bytes !== '') socket.write(bytes);
      if (then === 'end') socket.end();
      if (then === 'reset' || bytes === '') socket.resetAndDestroy();
    });
  });
  return { port: await listening(server), requests };
}

async function served(respond: RequestListener): Promise<{ port: number }> {
  return { port: await listening(createPlain(respond)) };
}

const send = async (sender: Sender, body = '{}'): Promise<SentAnswer | NoAnswer> =>
  sender.send(Buffer.from(body), never);
const okBytes = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

describe('answers', () => {
  test('status, headers and the first 4 KiB; the connection is kept', async () => {
    const ports = new Set<number | undefined>();
    const server = await served((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume();
      response.writeHead(503, { 'Retry-After': '7', Location: '/x' }).end('y'.repeat(3000));
    });
    const sender = senderTo(server);
    for (let time = 0; time < 3; time += 1)
      expect(await send(sender)).toEqual({ status: 503, retryAfter: '7', location: '/x', body: 'y'.repeat(3000) });
    expect(ports.size).toBe(1);
  });

  test('an answer without an end is not read to it', async () => {
    const server = await served((request, response) => {
      request.resume();
      response.writeHead(400);
      const more = (): void => void (response.writable && response.write('z'.repeat(1000), more));
      more();
    });
    expect(await send(senderTo(server))).toMatchObject({ status: 400, body: 'z'.repeat(4096) });
  });

  test.each([301, 302, 307, 308])('%d is not followed', async (status) => {
    const paths: string[] = [];
    const server = await served((request, response) => {
      paths.push(request.url ?? '');
      request.resume();
      response.writeHead(status, { Location: '/other' }).end();
    });
    expect(await send(senderTo(server))).toMatchObject({ status, location: '/other' });
    expect(paths).toEqual(['/audit']);
  });

  test('what is sent: gzipped where that is wanted, with its length and type', async () => {
    const got: unknown[] = [];
    const server = await served((request, response) => {
      const parts: Uint8Array[] = [];
      request.on('data', (part: Uint8Array) => parts.push(part));
      request.on('end', () => {
        const { method, headers } = request;
        const body = Buffer.concat(parts);
        const packed = headers['content-encoding'] === 'gzip';
        got.push([method, headers['content-type'], packed, String(packed ? gunzipSync(body) : body)]);
        expect(Number(headers['content-length'])).toBe(body.length);
        response.end();
      });
    });
    await send(senderTo(server), 'é');
    await send(senderTo(server, { gzip: true, contentType: 'application/x-ndjson' }), 'é');
    expect(got).toEqual([
      ['POST', 'application/json', false, 'é'],
      ['POST', 'application/x-ndjson', true, 'é'],
    ]);
  });
});

describe('no answer', () => {
  test.each([
    ['cut off in its body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', /middle of its answer/],
    ['cut off in its head', 'HTTP/1.1 200 OK\r\nContent-', /without an answer/],
    ['cut off in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab', /middle of its answer/],
    ['with a garbage status line', 'HTTP/9 two-hundred\r\n\r\n', /not HTTP/],
    ['of another protocol', '220 mail.example ESMTP\r\n', /not HTTP/],
  ])('an answer %s is none', async (_name, bytes, words) => {
    const server = await raw(bytes);
    expect(await send(senderTo(server))).toEqual({ words: expect.stringMatching(words), isLasting: false });
    expect(server.requests).toHaveLength(1);
  });

  test('a reset of a connection that was used before is repeated at once, on a new one', async () => {
    const server = await raw((connection, request) => (connection === 1 && request === 2 ? '' : okBytes), 'stay');
    const sender = senderTo(server);
    expect(await send(sender)).toMatchObject({ status: 200 });
    expect(await send(sender)).toMatchObject({ status: 200 });
    expect(server.requests).toEqual([1, 1, 2]);
  });

  test('a reset of a new connection is a failure', async () => {
    const server = await raw('', 'reset');
    expect(await send(senderTo(server))).toEqual({
      words: 'closes the connection without an answer',
      isLasting: false,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('nobody listens', async () => {
    const server = createRaw();
    const port = await listening(server);
    server.close();
    expect(await send(senderTo({ port }))).toEqual({ words: `nothing listens at 127.0.0.1:${port}`, isLasting: false });
  });

  test('a whole exchange that takes too long, also where bytes keep coming', async () => {
    const slow = { words: 'does not answer within 300 ms', isLasting: false };
    expect(await send(senderTo(await raw('HTTP/1.1 ', 'stay'), { timeoutMs: 300 }))).toEqual(slow);
    const trickling = await served((request, response) => {
      request.resume();
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(timer));
    });
    expect(await send(senderTo(trickling, { timeoutMs: 300 }))).toEqual(slow);
  });

  test('an end from outside is no answer of the server', async () => {
    const stop = new AbortController();
    const sending = senderTo(await raw('HTTP/1.1 ', 'stay')).send(Buffer.from('{}'), stop.signal);
    stop.abort(new Error('over'));
    await expect(sending).rejects.toThrow('over');
  });
});

describe('over TLS', async () => {
  const DAY = 86_400_000;
  const valid = { from: Date.now() - DAY, until: Date.now() + DAY };
  const local: LeafSettings = {
    name: 'x',
    purpose: 'server',
    hosts: [{ type: 'ip', value: '127.0.0.1' }],
    ...valid,
  };
  const authority = await makeAuthority('ca', valid);
  const other = await makeAuthority('other', valid);
  const ca = authority.cert;

  async function secure(leaf: Partial<LeafSettings> = {}, options: ServerOptions = {}, signer = authority) {
    const { cert, key } = await makeLeaf(signer, { ...local, ...leaf });
    const server = createSecure({ cert, key, ...options }, (request, response) => {
      request.resume();
      response.end();
    });
    return { port: await listening(server), scheme: 'https' };
  }

  test('good, with a client certificate and another name', async () => {
    const client = await makeLeaf(authority, { ...local, purpose: 'client', hosts: [] });
    const server = await secure({ hosts: [{ type: 'dns', value: 'siem.example' }] }, { requestCert: true, ca });
    expect(await send(senderTo(server, { ca, ...client, serverName: 'siem.example' }))).toMatchObject({ status: 200 });
  });

  const wrong: readonly (readonly [string, Partial<LeafSettings>, boolean, string])[] = [
    ['expired', { from: 0, until: Date.now() - DAY }, false, 'its certificate has expired'],
    ['early', { from: Date.now() + DAY / 2, until: Date.now() + DAY }, false, 'its certificate is not valid yet'],
    ['another name', { hosts: [{ type: 'dns', value: 'a.example' }] }, false, 'its certificate is for another name'],
    ['purpose', { purpose: 'client' }, false, 'its certificate is not for servers'],
    ['another CA', {}, true, 'its certificate is of no authority in the file of tls.ca'],
  ];
  test.each(wrong)('a certificate that is wrong: %s', async (_name, leaf, isOther, words) => {
    const server = await secure(leaf, {}, isOther ? other : authority);
    expect(await send(senderTo(server, { ca }))).toEqual({ words, isLasting: true });
  });

  test('without tls.ca', async () => {
    const words = 'its certificate is of no authority that this machine trusts; name one: tls.ca';
    expect(await send(senderTo(await secure()))).toEqual({ words, isLasting: true });
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('a client certificate is wanted (%s)', async (version) => {
    const wants = { requestCert: true, rejectUnauthorized: true, ca, minVersion: version, maxVersion: version };
    const server = await secure({}, wants);
    const answer = await send(senderTo(server, { ca }));
    // Node's own server only closes the connection; others send an alert.
    expect(answer).toEqual({
      words: expect.stringMatching(/client certificate|without an answer/),
      isLasting: expect.anything(),
    });
  });

  test('http to https, and https to http', async () => {
    const server = await secure();
    const plain = await served((_request, response) => response.end());
    expect(await send(senderTo({ port: server.port }))).toMatchObject({
      words: expect.stringMatching(/speaks https|without an answer/),
    });
    expect(await send(senderTo({ port: plain.port, scheme: 'https' }, { ca }))).toEqual({
      words: 'speaks http, and its url says https',
      isLasting: true,
    });
  });
});
