// One HTTP request, over TLS or plain, and its whole answer.
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest, type RequestOptions } from 'node:https';

const json = { 'content-type': 'application/json' };

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A request; what is missing is that of a batch of events. */
export interface Sent extends RequestOptions {
  readonly body?: string | Uint8Array;
  /** Sends the body only when the server asks for it. */
  readonly expects?: boolean;
}

/** Sends a request; fails with the error of the client. */
export async function ask(url: URL | string, { body = '', expects = false, ...options }: Sent = {}): Promise<Answer> {
  const target = new URL(url);
  const request = target.protocol === 'http:' ? plainRequest : secureRequest;
  return new Promise((resolve, reject) => {
    const headers = { ...json, ...(expects ? { expect: '100-continue' } : {}), ...(options.headers as object) };
    const sent = request(target, { method: 'POST', agent: false, ...options, headers }, (response) => {
      const parts: Uint8Array[] = [];
      response.on('data', (part: Uint8Array) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    if (expects) {
      sent.on('continue', () => sent.end(body));
      sent.flushHeaders();
    } else sent.end(body);
  });
}
