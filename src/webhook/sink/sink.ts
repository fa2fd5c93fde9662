// A receiver for tests of audit webhooks: it listens, counts and stores what comes, and fails on purpose.
import type { HttpServer, ServerTls } from '../../core/http-server.ts';
import { orAborted } from '../../core/or-aborted.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { Progress } from '../../core/progress.ts';
import { watchPair } from '../certificates/serving-pair.ts';
import { AUDIT_PATH } from '../serve/read-head.ts';
import { hostInUrl, type ListenAddress } from './listen-address.ts';
import { receiver, type FaultSettings } from './receive.ts';
import { Refused, type Refusals } from './refused.ts';
import type { Store } from './store.ts';
import { progressLine } from './summary.ts';
import { Tally, type Counts } from './tally.ts';

type SinkWorld = Pick<World, 'clock' | 'files' | 'report' | 'signal' | 'sha256' | 'listen' | 'pem'>;

/** Connections at the same time. */
const MOST_CONNECTIONS = 256;

/** How long answers in progress are waited for at the end, in milliseconds, and after Ctrl-C. */
const GRACE_MS = 10_000;
const SHORT_GRACE_MS = 500;

/** What a sink is to do. */
export interface SinkSettings {
  readonly listen: ListenAddress;
  /** With which certificate, and the folder in which its files may be swapped; null for plain http. */
  readonly tls: { readonly pair: ServerTls; readonly folder: string } | null;
  readonly faults: FaultSettings;
  readonly store: Store | null;
  /** The prefix of the names of numbered objects; null where none are. */
  readonly series: string | null;
  /** It ends after so many events; null for never. */
  readonly exitAfter: number | null;
}

/** What came of it. */
export interface SinkResult {
  readonly counts: Counts;
  readonly refused: readonly Refusals[];
}

/** Runs until enough events have come or the signal of the world is aborted. `onListening` gets the address for events. */
export async function runSink(
  settings: SinkSettings,
  world: SinkWorld,
  onListening: (url: string) => Promise<void>,
): Promise<SinkResult> {
  const { tls, faults, store, series, exitAfter } = settings;
  const tally = new Tally(world.sha256, series);
  const refused = new Refused(world.report);
  const progress = new Progress(world);
  const ending = new AbortController();
  const broken = new AbortController();
  const enough = new AbortController();
  const endWhenEnough = (): void => {
    if (exitAfter !== null && tally.events >= exitAfter) enough.abort(new Error('enough'));
  };
  const receive = receiver({
    world,
    faults,
    tally,
    store,
    onCounted() {
      progress.tell(() => progressLine(tally.counts()));
      endWhenEnough();
    },
    onBroken: (error) => broken.abort(error),
    signal: world.signal,
  });
  const server = await listening(settings.listen, world, {
    tls: tls?.pair ?? null,
    mostConnections: MOST_CONNECTIONS,
    respond(request) {
      if (request.stranger !== null) refused.add(request.from, request.stranger);
      return receive(request);
    },
    onRefused: (from, reason) => refused.add(from, reason),
  });
  const watching =
    tls === null ? null : watchPair(world, tls.folder, tls.pair, swapper(server, tls.folder, world), ending.signal);
  // An abort ends it; another failure ends the sink.
  watching?.catch((error: unknown) => ending.signal.aborted || broken.abort(error));
  try {
    const host = hostInUrl(settings.listen.host);
    await onListening(`${tls === null ? 'http' : 'https'}://${host}:${server.port}${AUDIT_PATH}`);
    // Without this, events that are counted and not yet stored could end it.
    if (exitAfter === 0) enough.abort(new Error('enough'));
    const over = AbortSignal.any([enough.signal, broken.signal, world.signal]);
    await orAborted(new Promise<never>(() => undefined), over).catch(() => undefined);
  } finally {
    ending.abort(new Error('over'));
    await server.close(world.signal.aborted ? SHORT_GRACE_MS : GRACE_MS + faults.delay);
    progress.hide();
    await store?.close();
  }
  broken.signal.throwIfAborted();
  return { counts: tally.counts(), refused: refused.all() };
}

async function listening(
  { host, port }: ListenAddress,
  { listen }: SinkWorld,
  serving: Omit<Parameters<World['listen']>[0], 'host' | 'port'>,
): Promise<HttpServer> {
  try {
    return await listen({ ...serving, host, port });
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    const address = `${hostInUrl(host)}:${port}`;
    const isTaken = 'code' in error && error.code === 'EADDRINUSE';
    throw new Problem('command-failed', `cannot listen on ${address}: ${reasonOf(error)}`, {
      hint: isTaken
        ? `see who has it: ss -ltnp 'sport = :${port}'; or let one be chosen: kind-audit sink --listen ${hostInUrl(host)}:0`
        : 'name an address of this machine: kind-audit sink --listen 127.0.0.1:0',
      cause: error,
    });
  }
}

/** What the operating system says, without its code and the address: Node writes "listen CODE: words ADDRESS". */
function reasonOf({ message }: Error): string {
  return /^listen E[A-Z]+: (.+) \S+$/.exec(message)?.[1] ?? message;
}

function swapper(
  server: HttpServer,
  folder: string,
  { report }: Pick<World, 'report'>,
): Parameters<typeof watchPair>[3] {
  return {
    onNew(pair) {
      server.useTls(pair);
      report({ type: 'note', level: 'info', text: `New connections get the new certificate of ${folder}.` });
    },
    onFault: (fault) =>
      report({ type: 'note', level: 'warn', text: `${folder}: ${fault}; the earlier certificate stays in use` }),
  };
}
