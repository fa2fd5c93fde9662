// Downloads through Node's own fetch, and questions over TLS.
import type { Http } from '../core/ports.ts';
import { messageOf } from '../core/problem.ts';

/** The wait for an answer, in milliseconds. */
const ANSWER_MS = 5000;

/** Real requests. Only an abort is thrown: an address that cannot be reached is an answer. */
export const http: Http = {
  async get(url, signal) {
    try {
      const response = await fetch(url, { signal, redirect: 'follow' });
      if (response.ok && response.body !== null) return { status: response.status, body: response.body };
      // A body that is not read would keep its connection open, and the process alive.
      await response.body?.cancel();
      return { status: response.status, body: nothing() };
    } catch {
      signal.throwIfAborted();
      return 'unreachable';
    }
  },
  async status(url, { unverified, ...tls }, signal) {
    const until = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      // Loaded only here: it brings a third of Node's own modules with it.
      const { request } = await import('node:https');
      return await new Promise<number>((resolve, reject) => {
        const options = { ...tls, agent: false, rejectUnauthorized: !unverified, signal: until };
        request(url, options, (response) => {
          response.destroy();
          resolve(response.statusCode ?? 0);
        })
          .on('error', reject)
          .end();
      });
    } catch (error) {
      signal.throwIfAborted();
      return until.aborted ? `no answer within ${ANSWER_MS / 1000} s` : messageOf(error);
    }
  },
};

async function* nothing(): AsyncGenerator<Uint8Array> {}
