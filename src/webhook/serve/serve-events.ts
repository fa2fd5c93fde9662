// A server for events: who is refused is counted, its certificate is swapped while it runs, and it ends with a signal.
import type { HttpReply, HttpRequest, ServerTls } from '../../core/http-server.ts';
import { orAborted } from '../../core/or-aborted.ts';
import type { World } from '../../core/ports.ts';
import { watchPair } from '../certificates/serving-pair.ts';
import { hostInUrl, type ListenAddress } from './listen-address.ts';
import { listening, swapper } from './listening.ts';
import { AUDIT_PATH } from './read-head.ts';
import type { Refused } from './refused.ts';

/** Connections at the same time. */
const MOST_CONNECTIONS = 256;

/** With which certificate a server serves, and the folder in which its files may be swapped; null for plain http. */
export type ServedTls = { readonly pair: ServerTls; readonly folder: string } | null;

export interface EventServing {
  readonly listen: ListenAddress;
  readonly tls: ServedTls;
  readonly respond: (request: HttpRequest) => Promise<HttpReply | 'drop'>;
  readonly refused: Refused;
  /** How long answers in progress are waited for at the end, in milliseconds; asked then. */
  readonly graceMs: () => number;
  /** What to type with another address. */
  readonly command: string;
}

/**
 * Serves until the signal is aborted, and then answers what has arrived. `onListening` gets the address for events. Throws a
 * Problem where it cannot listen.
 */
export async function serveEvents(
  { listen, tls, respond, refused, graceMs, command }: EventServing,
  world: Pick<World, 'listen' | 'exec' | 'report' | 'clock' | 'files' | 'pem'>,
  onListening: (url: string) => Promise<void>,
  until: AbortSignal,
): Promise<void> {
  const serving = {
    tls: tls?.pair ?? null,
    mostConnections: MOST_CONNECTIONS,
    async respond(request: HttpRequest) {
      if (request.stranger !== null) refused.add(request.from, request.stranger);
      return respond(request);
    },
    onRefused: (from: string, reason: string) => refused.add(from, reason),
  };
  const server = await listening(listen, world, serving, command);
  const ending = new AbortController();
  const failed = new AbortController();
  const watching =
    tls === null ? null : watchPair(world, tls.folder, tls.pair, swapper(server, tls.folder, world), ending.signal);
  // An abort ends it; another failure ends the server.
  watching?.catch((error: unknown) => ending.signal.aborted || failed.abort(error));
  try {
    await onListening(`${tls === null ? 'http' : 'https'}://${hostInUrl(listen.host)}:${server.port}${AUDIT_PATH}`);
    const over = AbortSignal.any([until, failed.signal]);
    await orAborted(new Promise<never>(() => undefined), over).catch(() => undefined);
  } finally {
    ending.abort(new Error('over'));
    await server.close(graceMs());
  }
  failed.signal.throwIfAborted();
}
