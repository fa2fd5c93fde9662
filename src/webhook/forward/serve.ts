// The two servers of a forwarder: the one that API servers send to, and that of its metrics.
import type { HttpRequest, HttpServer } from '../../core/http-server.ts';
import type { World } from '../../core/ports.ts';
import { messageOf } from '../../core/problem.ts';
import { failure } from '../serve/answers.ts';
import type { ListenAddress } from '../serve/listen-address.ts';
import { Refused } from '../serve/refused.ts';
import { serveEvents } from '../serve/serve-events.ts';
import type { ForwardSettings } from './forward-settings.ts';
import type { Intake } from './intake.ts';
import { METRICS_TYPE, metricsText } from './metrics.ts';
import type { ForwardStatus } from './status.ts';

/** Connections of programs that read metrics. */
const MOST_READERS = 16;
/** How long answers in progress are waited for at the end, in milliseconds. */
const GRACE_MS = 5000;

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
  const others: HttpServer[] = [];
  const serving = {
    listen,
    tls,
    respond: (request: HttpRequest) => intake.respond(request),
    refused: new Refused(world.report),
    graceMs: () => GRACE_MS,
    command: 'kind-audit forward run',
  };
  const listens = async (url: string): Promise<void> => {
    const measured = metrics === null ? null : await servingMetrics(metrics, { world, status });
    if (measured !== null) others.push(measured);
    await onListening(url);
  };
  try {
    await serveEvents(serving, world, listens, until);
  } finally {
    for (const server of others) await server.close(0);
  }
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
