// A receiver for tests of audit webhooks: it listens, counts and stores what comes, and fails on purpose.
import type { World } from '../../core/ports.ts';
import { Progress } from '../../core/progress.ts';
import type { ListenAddress } from '../serve/listen-address.ts';
import { Refused, type Refusals } from '../serve/refused.ts';
import { serveEvents, type ServedTls } from '../serve/serve-events.ts';
import { receiver, type FaultSettings } from './receive.ts';
import type { Store } from './store.ts';
import { progressLine } from './summary.ts';
import { Tally, type Counts } from './tally.ts';

type SinkWorld = Pick<World, 'clock' | 'exec' | 'files' | 'report' | 'signal' | 'sha256' | 'listen' | 'pem'>;

/** How long answers in progress are waited for at the end, in milliseconds, and after Ctrl-C. */
const GRACE_MS = 10_000;
const SHORT_GRACE_MS = 500;

/** What a sink is to do. */
export interface SinkSettings {
  readonly listen: ListenAddress;
  readonly tls: ServedTls;
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
  const { faults, store, series, exitAfter } = settings;
  const tally = new Tally(world.sha256, series);
  const refused = new Refused(world.report);
  const progress = new Progress(world);
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
    listen: settings.listen,
    tls: settings.tls,
    respond: receive,
    refused,
    graceMs: () => (world.signal.aborted ? SHORT_GRACE_MS : GRACE_MS + faults.delay),
    command: 'kind-audit sink',
  };
  const listens = async (url: string): Promise<void> => {
    await onListening(url);
    // Without this, events that are counted and not yet stored could end it.
    if (exitAfter === 0) enough.abort(new Error('enough'));
  };
  try {
    await serveEvents(serving, world, listens, AbortSignal.any([enough.signal, broken.signal, world.signal]));
  } finally {
    progress.hide();
    await store?.close();
  }
  broken.signal.throwIfAborted();
  return { counts: tally.counts(), refused: refused.all() };
}
