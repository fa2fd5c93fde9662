// The verb `down`: the cluster and kind-audit's own state about it.
import type { World } from '../core/ports.ts';
import { count } from '../core/plural.ts';
import { runSteps, type Step } from '../core/step.ts';
import { LOG_DIR } from '../kind/paths.ts';
import { statePaths } from '../state/cluster-state.ts';
import { withLock } from '../state/lock.ts';
import { deleteCluster } from './delete-cluster.ts';

/** What `down` would delete, in words; null when there is nothing. */
export async function whatDownDeletes(world: World, cluster: string): Promise<{ readonly words: string } | null> {
  const nodes = await (await world.engine()).nodes(cluster, world.signal);
  const state = (await world.files.stat(statePaths(world, cluster).dir)) !== null;
  if (nodes.length === 0 && !state) return null;
  const parts = [
    ...(nodes.length === 0 ? [] : [`the cluster "${cluster}" (${count(nodes.length, 'node')})`]),
    ...(state ? ['its audit log and the deployed copy of its policy'] : []),
  ];
  return { words: parts.join(' with ') };
}

/** Deletes it. The files in the project's folder stay. */
export async function down(world: World, cluster: string, kubeconfig: string | null): Promise<void> {
  const paths = statePaths(world, cluster);
  const engine = await world.engine();
  const steps: Step<null>[] = [
    {
      id: 'logs',
      title: 'Empty the audit log',
      async run() {
        // The log belongs to the node's root, which this user may not be: so it is emptied from inside.
        const nodes = (await engine.nodes(cluster, world.signal)).filter(
          ({ role, running }) => role === 'control-plane' && running,
        );
        if ((await world.files.stat(paths.logsDir)) === null) return;
        await Promise.all(
          nodes.map((node) =>
            engine.node(node).run(['find', LOG_DIR, '-mindepth', '1', '-delete'], { timeoutMs: 20_000 }),
          ),
        );
      },
    },
    {
      id: 'delete',
      title: 'Delete the cluster',
      run: () => deleteCluster(world, engine, cluster, kubeconfig),
    },
    {
      id: 'state',
      title: 'Remove the state',
      run: () => world.files.remove(paths.dir),
    },
  ];
  await withLock(world, paths.lock, `kind-audit down --name ${cluster}`, () =>
    runSteps(steps, null, { report: world.report, clock: world.clock, signal: world.signal }),
  );
}
