// The real HTTP server: HTTP/1.1 only, over TLS or plain, with a limit for everything that a client can keep open.
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpReply, HttpRequest, HttpServer, ServerTls, Serving } from '../core/http-server.ts';
import { clientFault, clientName, handshakeWords, isTls } from './tls-words.ts';

/** Limits of time, in milliseconds: of a handshake and of a head, and of a whole request. */
const HEAD_MS = 10_000;
const REQUEST_MS = 25_000;
/** Longer than the 90 seconds for which the API server keeps a connection: it would send into one that is being closed. */
const KEEP_ALIVE_MS = 120_000;
/** For so long, the rest of a body that nobody reads is passed over, so that its sender can read the answer. */
const LINGER_MS = 1000;

const limits = {
  headersTimeout: HEAD_MS,
  requestTimeout: REQUEST_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16 * 1024,
} as const;

/** What is sent on a connection whose request cannot be read, by Node's code of the error; 400 for the others. */
const refusals: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** The port's `Listen`. */
export async function listen(serving: Serving): Promise<HttpServer> {
  const { host, port, tls, mostConnections, onRefused } = serving;
  const secure =
    tls === null
      ? null
      : createSecure({
          ...limits,
          ...contextOf(tls),
          requestCert: tls.clientCa !== null,
          // Whom the CA does not know is given an answer that says so; Node would only close the connection.
          rejectUnauthorized: false,
          handshakeTimeout: HEAD_MS,
          ALPNProtocols: ['http/1.1'],
        });
  const server = secure ?? createPlain(limits);
  const wantsCertificate = tls !== null && tls.clientCa !== null;
  const open = new Set<Socket>();
  server.maxConnections = mostConnections;
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('drop', (data) => onRefused(data?.remoteAddress ?? '', `${mostConnections} connections are open already`));
  server.on('tlsClientError', (error, socket) => onRefused(peerOf(socket), handshakeWords(error)));
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Uint8Array }, socket) => {
    if (secure === null && isTls(error.rawPacket))
      onRefused(peerOf(socket as Socket), 'it speaks TLS, and this is http');
    if (!socket.writable || socket.destroyed) return;
    socket.end(`HTTP/1.1 ${refusals[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\n\r\n`);
  });
  const answering = new Set<ServerResponse>();
  let onAnswered: (() => void) | null = null;
  const answer = (request: IncomingMessage, response: ServerResponse, waits: boolean): void => {
    answering.add(response);
    response.once('close', () => {
      answering.delete(response);
      if (answering.size === 0) onAnswered?.();
    });
    const stranger = wantsCertificate ? clientFault(request.socket) : null;
    const client = wantsCertificate && stranger === null ? clientName(request.socket) : null;
    void answerOne(request, response, { waits, stranger, client, serving });
  };
  server.on('request', (request, response) => answer(request, response, false));
  server.on('checkContinue', (request, response) => answer(request, response, true));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    useTls: (next) => secure?.setSecureContext(contextOf(next)),
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const answered = new Promise<void>((resolve) => (onAnswered = resolve));
      const timer = setTimeout(() => onAnswered?.(), answering.size === 0 ? 0 : graceMs);
      await answered;
      clearTimeout(timer);
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function contextOf({ cert, key, clientCa }: ServerTls) {
  return { cert, key, minVersion: 'TLSv1.2', ...(clientCa === null ? {} : { ca: clientCa }) } as const;
}

function peerOf(socket: Socket): string {
  return socket.remoteAddress ?? '';
}

interface Arrived {
  /** The client waits for a word before it sends the body. */
  readonly waits: boolean;
  readonly stranger: string | null;
  readonly client: string | null;
  readonly serving: Serving;
}

async function answerOne(
  request: IncomingMessage,
  response: ServerResponse,
  { waits, stranger, client, serving }: Arrived,
): Promise<void> {
  const { socket, method = '', url = '' } = request;
  // Else a connection that ends early would end the process.
  response.on('error', () => undefined);
  request.on('error', () => undefined);
  const body = async function* (): AsyncGenerator<Uint8Array> {
    if (waits) response.writeContinue();
    // Without this, a body that is left early would close the connection before the answer.
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  };
  const reply = await serving.respond({
    method,
    target: url,
    headers: request.headers as HttpRequest['headers'],
    from: peerOf(socket),
    stranger,
    client,
    body: body(),
  });
  if (reply === 'drop') socket.destroy();
  else await send(request, response, reply, socket);
}

/** Whether a request can have a body of which something is still to come. */
function isUnread({ headers, readableEnded }: IncomingMessage): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody && !readableEnded;
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: HttpReply,
  socket: Socket,
): Promise<void> {
  const { status, headers, body } = reply;
  const bytes = Buffer.from(body);
  const ends = isUnread(request);
  const more = {
    ...(status === 204 ? {} : { 'Content-Length': String(bytes.length) }),
    ...(ends ? { Connection: 'close' } : {}),
  };
  response.writeHead(status, { ...headers, ...more });
  if (!ends) {
    response.end(bytes);
    return;
  }
  // A connection that is closed while bytes arrive is reset, and the answer can be lost with it.
  response.write(bytes);
  response.flushHeaders();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LINGER_MS);
    const over = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', over).once('close', over);
    request.resume();
  });
  response.end();
  socket.destroySoon();
}
