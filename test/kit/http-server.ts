// A server without sockets: a test sends its requests, one after the other, as soon as it listens.
import type { HttpReply, HttpRequest, Listen, Serving } from '../../src/core/http-server.ts';

/** A request; what is missing is that of a batch of events as the API server sends it. */
export type Sent = Partial<Omit<HttpRequest, 'body'>> & { readonly body?: string | Uint8Array };

export type Send = (sent: Sent) => Promise<HttpReply | 'drop'>;

/** The port; `clients` gets a way to send requests, and what the server was asked to be. */
export function fakeListen(clients: (send: Send, serving: Serving) => Promise<void> = async () => undefined): Listen {
  return async (serving) => {
    const send: Send = ({ body = '', ...rest }) =>
      serving.respond({
        method: 'POST',
        target: '/audit?timeout=30s',
        headers: { 'content-type': 'application/json' },
        from: '127.0.0.1',
        stranger: null,
        client: null,
        ...rest,
        body: pieces(Buffer.from(body as string)),
      });
    queueMicrotask(() => void clients(send, serving));
    return { port: serving.port === 0 ? 4711 : serving.port, useTls: () => undefined, close: async () => undefined };
  };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

/** A batch of events, of which each differs from a usual one by some fields. */
export function batchOf(...events: readonly object[]): string {
  const items = events.map((fields) => ({
    level: 'Metadata',
    auditID: 'a',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/x/pods/p',
    verb: 'get',
    user: { username: 'jane' },
    ...fields,
  }));
  return `${JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items })}\n`;
}
