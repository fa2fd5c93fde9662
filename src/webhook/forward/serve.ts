// The two servers of a forwarder: the one that API servers send to, and that of its metrics.
import type { HttpServer } from '../../core/http-server.ts';
import { orAborted } from '../../core/or-aborted.ts';
import type { World } from '../../core/ports.ts';
import { messageOf } from '../../core/problem.ts';
import { watchPair } from '../certificates/serving-pair.ts';
import { failure } from '../serve/answers.ts';
import { hostInUrl, type ListenAddress } from '../serve/listen-address.ts';
import { listening, swapper } from '../serve/listening.ts';
import { AUDIT_PATH } from '../serve/read-head.ts';
import { Refused } from '../serve/refused.ts';
import type { ForwardSettings } from './forward-settings.ts';
import type { Intake } from './intake.ts';
import { METRICS_TYPE, metricsText } from './metrics.ts';
import type { ForwardStatus } from './status.ts';

/** Connections at the same time: of API servers, and of programs that read metrics. */
const MOST_CONNECTIONS = 256;
const MOST_READERS = 16;
/** How long answers in progress are waited for at the end, in milliseconds. */
const GRACE_MS = 5000;

const COMMAND = 'kind-audit forward run';

interface Parts {
  readonly world: Pick<World, 'listen' | 'exec' | 'report' | 'clock' | 'files' | 'pem'>;
  readonly intake: Intake;
  readonly status: () => Promise<ForwardStatus>;
}

/** Serves until the signal is aborted, and then answers what has arrived. `onListening` gets the address for events. */
export async function serveForward(
  { listen, tls, metrics }: Pick<ForwardSettings, 'tls' | 'metrics'> & { readonly listen: ListenAddress },
  { world, intake, status }: Parts,
  onListening: (url: string) => Promise<void>,
  until: AbortSignal,
): Promise<void> {
  const refused = new Refused(world.report);
  const server = await listening(
    listen,
    world,
    {
      tls: tls?.pair ?? null,
      mostConnections: MOST_CONNECTIONS,
      async respond(request) {
        if (request.stranger !== null) refused.add(request.from, request.stranger);
        return intake.respond(request);
      },
      onRefused: (from, reason) => refused.add(from, reason),
    },
    COMMAND,
  );
  const ending = new AbortController();
  const failed = new AbortController();
  const watching =
    tls === null ? null : watchPair(world, tls.folder, tls.pair, swapper(server, tls.folder, world), ending.signal);
  // An abort ends it; another failure ends the forwarder.
  watching?.catch((error: unknown) => ending.signal.aborted || failed.abort(error));
  let measured: HttpServer | null = null;
  try {
    measured = metrics === null ? null : await servingMetrics(metrics, { world, status });
    await onListening(`${tls === null ? 'http' : 'https'}://${hostInUrl(listen.host)}:${server.port}${AUDIT_PATH}`);
    const over = AbortSignal.any([until, failed.signal]);
    await orAborted(new Promise<never>(() => undefined), over).catch(() => undefined);
  } finally {
    ending.abort(new Error('over'));
    await server.close(GRACE_MS);
    await measured?.close(0);
  }
  failed.signal.throwIfAborted();
}

/** Null where it cannot listen, which is said: events go on without metrics. */
async function servingMetrics(
  { host, port }: ListenAddress,
  { world, status }: Omit<Parts, 'intake'>,
): Promise<HttpServer | null> {
  try {
    return await world.listen({
      host,
      port,
      tls: null,
      mostConnections: MOST_READERS,
      async respond({ method, target }) {
        if (target.split('?')[0] !== '/metrics') return failure(404, 'metrics are at /metrics');
        if (method !== 'GET') return failure(405, 'metrics are read with GET', { Allow: 'GET' });
        try {
          const body = metricsText(await status(), world.clock.now().getTime());
          return { status: 200, headers: { 'Content-Type': METRICS_TYPE }, body };
        } catch (error) {
          return failure(500, `the spool cannot be read: ${messageOf(error)}`);
        }
      },
      onRefused: () => undefined,
    });
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    const text = `there are no metrics: ${messageOf(error)}; another address: webhook.metrics`;
    world.report({ type: 'note', level: 'warn', text });
    return null;
  }
}
