// The real sender: POST requests over HTTP/1.1 and TLS, on connections that are kept.
import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { formatDuration } from '../core/duration.ts';
import type { NoAnswer, Sender, SenderSettings, SentAnswer } from '../core/http-sender.ts';
import { noAnswerWords } from './no-answer.ts';

/** Bytes of an answer that are kept; the connection of one with more is closed. */
const MOST_ANSWER = 4 * 1024;
/** The fastest one: events become smaller by a factor of six to twelve already. */
const LEVEL = 1;

const pack = promisify(gzip);

/** A kept connection was closed by the server at the moment in which it was used again. */
const STALE = Symbol('stale');

type Outcome = SentAnswer | NoAnswer | typeof STALE;

/** The port's `OpenSender`. */
export function openSender(settings: SenderSettings): Sender {
  const { url, ca, cert, key, serverName, contentType } = settings;
  const isSecure = /^https:/i.test(url);
  const kept = { keepAlive: true, maxSockets: 2 } as const;
  const agent = isSecure
    ? new SecureAgent({
        ...kept,
        minVersion: 'TLSv1.2',
        ...(ca === null ? {} : { ca }),
        ...(cert === null || key === null ? {} : { cert, key }),
        ...(serverName === null ? {} : { servername: serverName }),
      })
    : new PlainAgent(kept);
  const headers = {
    'Content-Type': contentType,
    'User-Agent': 'kind-audit',
    ...(settings.gzip ? { 'Content-Encoding': 'gzip' } : {}),
  };
  const post = (length: number): ClientRequest => {
    const options = { method: 'POST', agent, headers: { ...headers, 'Content-Length': String(length) } };
    return isSecure ? secureRequest(url, options) : plainRequest(url, options);
  };
  return {
    async send(body, signal) {
      const bytes = settings.gzip ? await pack(body, { level: LEVEL }) : body;
      const limit = new AbortController();
      const end = (): void => limit.abort();
      const timer = setTimeout(end, settings.timeoutMs);
      signal.addEventListener('abort', end, { once: true });
      try {
        for (;;) {
          signal.throwIfAborted();
          const outcome = await exchange(post(bytes.length), bytes, settings, limit.signal);
          signal.throwIfAborted();
          if (outcome !== STALE) return outcome;
        }
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
      }
    },
    close: () => agent.destroy(),
  };
}

/** One request and its answer. */
async function exchange(
  request: ClientRequest,
  body: Uint8Array,
  settings: SenderSettings,
  limit: AbortSignal,
): Promise<Outcome> {
  return new Promise((resolve) => {
    let isAnswered = false;
    const settle = (outcome: Outcome): void => {
      limit.removeEventListener('abort', stop);
      // Nothing of the body is read any more once this has settled.
      if (!request.writableFinished) request.destroy();
      resolve(outcome);
    };
    const stop = (): void => {
      request.destroy();
      settle({ words: `does not answer within ${formatDuration(settings.timeoutMs)}`, isLasting: false });
    };
    const fail = (error: Error): void => {
      const isReset = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      // Only a connection that was used before: a new one that is reset is a failure, so that this ends.
      if (request.reusedSocket && isReset && !isAnswered) settle(STALE);
      else settle(noAnswerWords(error, settings));
    };
    limit.addEventListener('abort', stop, { once: true });
    request.on('error', fail);
    request.on('response', (response) => {
      isAnswered = true;
      collect(response, settle);
    });
    if (limit.aborted) stop();
    else request.end(body);
  });
}

/** Reads an answer to its end, or as much of it as is kept. */
function collect(response: IncomingMessage, settle: (outcome: Outcome) => void): void {
  const { statusCode: status = 0, headers } = response;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const answer = (): SentAnswer => ({
    status,
    retryAfter: headers['retry-after'] ?? null,
    location: headers.location ?? null,
    body: Buffer.concat(parts).toString(),
  });
  response.on('data', (part: Uint8Array) => {
    parts.push(part.subarray(0, MOST_ANSWER - bytes));
    bytes += part.length;
    if (bytes <= MOST_ANSWER) return;
    settle(answer());
    response.destroy();
  });
  response.on('end', () => settle(answer()));
  response.on('error', () => settle({ words: 'ends the connection in the middle of its answer', isLasting: false }));
}
