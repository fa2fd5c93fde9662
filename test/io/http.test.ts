// Questions over TLS that are not answered: in words, and within their time.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { http } from '../../src/io/http.ts';

const signal = new AbortController().signal;

test('where nobody listens, where the connection is closed, and with a certificate that is none', async () => {
  await using server = createServer((socket) => void socket.on('error', () => undefined).destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const ask = async (url: string, more = {}): Promise<number | string> =>
    http.status(url, { unverified: true, ...more }, signal);
  expect(await ask('https://127.0.0.1:1/readyz')).toContain('ECONNREFUSED');
  expect(await ask(`https://127.0.0.1:${port}/readyz`)).toEqual(expect.any(String));
  expect(await ask(`https://127.0.0.1:${port}/readyz`, { ca: 'no PEM', cert: 'x' })).toEqual(expect.any(String));
  expect(await ask('http://127.0.0.1:1/')).toEqual(expect.any(String));
});

test('an abort is thrown', async () => {
  const aborted = AbortSignal.abort(new Error('stop'));
  await expect(http.status('https://127.0.0.1:1/', { unverified: false }, aborted)).rejects.toThrow('stop');
});
