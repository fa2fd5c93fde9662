// Undo: the containers of a cluster that this run made, or has begun to make, are deleted; those of another run stay.
import { commandFailed } from '../../core/command-failed.ts';
import type { Engine, NodeContainer, World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { deleteCluster } from '../delete-cluster.ts';

/** Announced before kind is started. */
export type CreatedCluster = {
  readonly kind: 'created-cluster';
  readonly cluster: string;
  /** The file that kind adds its entry to; null for the default one. */
  readonly kubeconfig: string | null;
  /** The folder of this host that the control planes of this run mount. */
  readonly mounted: string;
  /** The names of all containers that kind makes. */
  readonly names: readonly string[];
};

/** An engine may still finish a container whose creation was interrupted: it is looked for so often, at this distance. */
const LOOKS = 12;
const INTERVAL_MS = 500;
/** So often a deletion, which is patient itself, may fail. */
const MOST_FAILURES = 2;
/** So many looks without a control plane show that no other run is about to make one. */
const QUIET_LOOKS = 4;

/** Deletes what this run made, even if it is only half made. Throws a Problem that says what stays. */
export async function deleteCreated(record: CreatedCluster, world: World): Promise<void> {
  const engine = await world.engine();
  const seen = new Set<string>();
  let quiet = 0;
  let failure: unknown;
  let failures = 0;
  for (let look = 1; look <= LOOKS && failures < MOST_FAILURES; look += 1) {
    if (look > 1) await world.clock.sleep(INTERVAL_MS);
    const found = await engine.nodes(record.cluster);
    quiet = found.some(isControlPlane) ? 0 : quiet + 1;
    const own = madeHere(found, record.mounted, quiet >= QUIET_LOOKS);
    if (own.length === 0 && seen.size >= record.names.length) return;
    if (own.length === 0) continue;
    for (const { name } of own) seen.add(name);
    // An engine that is still at work on a container may refuse, or say that it is gone: the next look shows it.
    failure = await removeOwn(record, own, found, engine, world).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure !== undefined) failures += 1;
  }
  const left = madeHere(await engine.nodes(record.cluster), record.mounted, false);
  if (left.length === 0) return;
  throw new Problem(
    'command-failed',
    `containers of this run are still there: ${left.map(({ name }) => name).join(', ')}`,
    { hint: `kind-audit down --name ${record.cluster}`, cause: failure },
  );
}

/** Only kind removes the entry in the kubeconfig as well; but it deletes whatever has the cluster's name. */
async function removeOwn(
  { cluster, kubeconfig }: CreatedCluster,
  own: readonly NodeContainer[],
  found: readonly NodeContainer[],
  engine: Engine,
  world: World,
): Promise<void> {
  if (own.length === found.length) await deleteCluster(world, engine, cluster, kubeconfig);
  else await removeContainers(world, engine, own);
}

/**
 * The containers that are this run's. A control plane shows it by its mount. The others have none: they are this run's
 * where every control plane is, or where there is none and none comes.
 */
function madeHere(found: readonly NodeContainer[], mounted: string, settled: boolean): readonly NodeContainer[] {
  const planes = found.filter(isControlPlane);
  const own = planes.filter(({ mounts }) => mounts.some(({ source }) => isPath(source, mounted)));
  if (own.length < planes.length) return own;
  return planes.length > 0 || settled ? found : [];
}

/** Docker Desktop's engine, in a virtual machine, shows a folder of the host below one of these. */
const HOST_FOLDERS = ['', '/host_mnt', '/run/desktop/mnt/host', '/run/desktop/mnt/host/wsl'];

function isPath(source: string, path: string): boolean {
  return HOST_FOLDERS.some((folder) => source === `${folder}${path}`);
}

/** Whether the control planes that there are mount this folder. */
export function isMountedBy(found: readonly NodeContainer[], mounted: string): boolean {
  return madeHere(found, mounted, false).length === found.length && found.length > 0;
}

function isControlPlane({ role }: NodeContainer): boolean {
  return role === 'control-plane';
}

async function removeContainers(
  world: Pick<World, 'exec'>,
  { provider }: Pick<Engine, 'provider'>,
  containers: readonly NodeContainer[],
): Promise<void> {
  const argv = [provider, 'rm', '--force', '--volumes', ...containers.map(({ id }) => id)];
  const ran = await world.exec.run(argv, { timeoutMs: 60_000 });
  const names = containers.map(({ name }) => name).join(' ');
  if (ran.exitCode !== 0)
    throw commandFailed(ran, `cannot remove ${names}`, `${provider} rm --force --volumes ${names}`);
}
