// Downloads through Node's own fetch.
import type { Http } from '../core/ports.ts';

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
};

async function* nothing(): AsyncGenerator<Uint8Array> {}
