// A receiver for tests of audit webhooks: it listens, counts and stores what comes, and fails on purpose.
import type { HttpRequest, ServerTls } from '../../core/http-server.ts';
import { orAborted } from '../../core/or-aborted.ts';
import type { World } from '../../core/ports.ts';
import { Progress } from '../../core/progress.ts';
import { watchPair } from '../certificates/serving-pair.ts';
import { hostInUrl, type ListenAddress } from '../serve/listen-address.ts';
import { listening, swapper } from '../serve/listening.ts';
import { AUDIT_PATH } from '../serve/read-head.ts';
import { Refused, type Refusals } from '../serve/refused.ts';
import { receiver, type FaultSettings } from './receive.ts';
import type { Store } from './store.ts';
import { progressLine } from './summary.ts';
import { Tally, type Counts } from './tally.ts';

type SinkWorld = Pick<World, 'clock' | 'exec' | 'files' | 'report' | 'signal' | 'sha256' | 'listen' | 'pem'>;

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
  const serving = {
    tls: tls?.pair ?? null,
    mostConnections: MOST_CONNECTIONS,
    respond(request: HttpRequest) {
      if (request.stranger !== null) refused.add(request.from, request.stranger);
      return receive(request);
    },
    onRefused: (from: string, reason: string) => refused.add(from, reason),
  };
  const server = await listening(settings.listen, world, serving, 'kind-audit sink');
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
