// Deleting a cluster, even one that is only half made.
import { commandFailed } from '../core/command-failed.ts';
import type { Engine, World } from '../core/ports.ts';

/**
 * How often kind may fail, and how often it is run: an engine that still finishes a container, whose creation was
 * interrupted, lists it for some seconds before it can be deleted.
 */
const MOST_FAILURES = 4;
const MOST_ATTEMPTS = 15;

/**
 * Deletes all nodes and the kubeconfig entry, until so many looks in a row find nothing. Ctrl-C does not stop it: it runs
 * after one.
 */
export async function deleteCluster(
  world: Pick<World, 'exec' | 'clock'>,
  engine: Pick<Engine, 'nodes'>,
  cluster: string,
  kubeconfig: string | null,
  quietLooks = 1,
): Promise<void> {
  const argv = [
    'kind',
    'delete',
    'cluster',
    '--name',
    cluster,
    ...(kubeconfig === null ? [] : ['--kubeconfig', kubeconfig]),
  ];
  const again = `kind-audit down --name ${cluster}`;
  let failed = 0;
  for (let attempt = 1; ; attempt += 1) {
    const ran = await world.exec.run(argv, { timeoutMs: 120_000 });
    if (ran.exitCode === 0 && (await isGone(world, engine, cluster, quietLooks))) return;
    if (ran.exitCode !== 0) failed += 1;
    if (failed === MOST_FAILURES) throw commandFailed(ran, `cannot delete the cluster ${cluster}`, again);
    if (attempt >= MOST_ATTEMPTS) throw commandFailed(ran, `nodes of the cluster ${cluster} are still there`, again);
    await world.clock.sleep(700);
  }
}

async function isGone(
  { clock }: Pick<World, 'clock'>,
  engine: Pick<Engine, 'nodes'>,
  cluster: string,
  quietLooks: number,
): Promise<boolean> {
  for (let look = 1; look <= quietLooks; look += 1) {
    await clock.sleep(look === 1 ? 300 : 1000);
    if ((await engine.nodes(cluster)).length > 0) return false;
  }
  return true;
}
