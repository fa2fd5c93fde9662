// A forwarder: receives audit events from API servers, keeps them in a spool, and delivers them to every backend.
import type { AppendFiles } from '../../core/append-files.ts';
import { orAborted } from '../../core/or-aborted.ts';
import type { World } from '../../core/ports.ts';
import { backendName, isGuaranteed } from '../../settings/webhook/wanted.ts';
import { deliver } from '../deliver/deliver.ts';
import { Health } from '../deliver/health.ts';
import { RefusedEvents } from '../deliver/refused-events.ts';
import { withSpool, type Spool } from '../spool/open-spool.ts';
import { Endings } from './endings.ts';
import type { ForwardBackend, ForwardSettings, ForwardWorld } from './forward-settings.ts';
import { Intake } from './intake.ts';
import { serveForward } from './serve.ts';
import { spoolSettings } from './spool-settings.ts';
import { StateFile } from './state-file.ts';
import { statusOf, type ForwardStatus, type Lane } from './status.ts';

/** The name of the state file, beside the spool's own. */
const STATE_NAME = 'state.json';

/**
 * Runs until the signal of the world is aborted, or until nothing is left where nothing is accepted; how it was at the
 * end. Throws the spool's Problem where that cannot be written any more.
 */
export async function runForward(
  settings: ForwardSettings,
  world: ForwardWorld,
  onListening: (url: string) => Promise<void>,
): Promise<ForwardStatus> {
  const appendFiles = await world.appendFiles();
  const parts = { ...world, appendFiles };
  return withSpool(parts, spoolSettings(settings), 'kind-audit forward run', async (spool) =>
    runWith(spool, settings, parts, onListening),
  );
}

async function runWith(
  spool: Spool,
  settings: ForwardSettings,
  world: Omit<ForwardWorld, 'appendFiles'> & { readonly appendFiles: AppendFiles },
  onListening: (url: string) => Promise<void>,
): Promise<ForwardStatus> {
  const { listen, folder } = settings;
  const broken = new AbortController();
  const endings = new Endings(listen === null);
  const about = { pid: world.processes.pid, started: world.clock.now().toISOString(), folder, spool };
  let url: string | null = null;
  const intake = new Intake({
    world,
    spool,
    onBatch: () => stateFile.changed(),
    onBroken: (error) => broken.abort(error),
  });
  const lanes: Lane[] = [];
  const status = async (running = true): Promise<ForwardStatus> => statusOf({ ...about, running, url, intake, lanes });
  const stateFile = new StateFile(world, `${folder}/${STATE_NAME}`, async () =>
    settings.stateText(await status(!endings.over.aborted)),
  );
  for (const [at, backend] of settings.backends.entries())
    lanes.push(await laneOf(backend, at, { spool, settings, world, onChange: () => stateFile.changed() }));
  const deliveries = lanes.map(async ({ delivering }) => deliver(world, delivering, endings));
  // A bug in one of them ends all.
  for (const delivery of deliveries) delivery.catch((error: unknown) => broken.abort(error));
  stateFile.changed();
  try {
    const until = AbortSignal.any([world.signal, broken.signal]);
    if (listen === null) await orAborted(Promise.all(deliveries), until).catch(() => undefined);
    else
      await serveForward(
        { ...settings, listen },
        { world, intake, status },
        async (at) => {
          url = at;
          stateFile.changed();
          await onListening(at);
        },
        until,
      );
    if (listen === null) endings.end();
    else endings.drain(world.clock);
    await Promise.allSettled(deliveries);
  } finally {
    endings.end();
    await Promise.allSettled(deliveries);
    for (const { delivering } of lanes) delivering.sender.close();
    await stateFile.close();
  }
  broken.signal.throwIfAborted();
  return status(false);
}

async function laneOf(
  backend: ForwardBackend,
  at: number,
  {
    spool,
    settings,
    world,
    onChange,
  }: {
    readonly spool: Spool;
    readonly settings: ForwardSettings;
    readonly world: Pick<World, 'clock' | 'report' | 'sha256' | 'openSender'> & { readonly appendFiles: AppendFiles };
    readonly onChange: () => void;
  },
): Promise<Lane> {
  const { url, format, compression, tls, timeoutMs, access } = backend;
  const name = backendName(backend, at);
  const refused = new RefusedEvents(world.appendFiles, world, settings.folder, name);
  await refused.load();
  const sender = await world.openSender({
    url,
    ...access,
    serverName: tls.serverName,
    contentType: format === 'ndjson' ? 'application/x-ndjson' : 'application/json',
    gzip: compression === 'gzip',
    timeoutMs,
  });
  return {
    deliveryMode: isGuaranteed(backend, settings.backends) ? 'Guaranteed' : 'BestEffort',
    delivering: {
      name,
      url,
      format,
      spool,
      sender,
      spliceFor: settings.spliceFor,
      refused,
      health: new Health(world, name, onChange),
    },
  };
}
