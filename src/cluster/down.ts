// The verb `down`: the cluster and kind-audit's own state about it.
import type { Node, World } from '../core/ports.ts';
import { count } from '../core/plural.ts';
import { Problem } from '../core/problem.ts';
import { runSteps, type Step } from '../core/step.ts';
import { LOG_DIR } from '../kind/paths.ts';
import { readRecord, statePaths } from '../state/cluster-state.ts';
import { isKnownLog, isOldLogs, removeState } from '../state/known-files.ts';
import { requireOwnState } from '../state/own-state.ts';
import { withLock } from '../state/lock.ts';
import { readMark } from '../state/creation-mark.ts';
import { deleteCluster } from './delete-cluster.ts';

/**
 * What `down` would delete, in words; null when there is nothing. Throws a Problem where the state is not this user's
 * own.
 */
export async function whatDownDeletes(world: World, cluster: string): Promise<{ readonly words: string } | null> {
  const { files } = world;
  const paths = statePaths(world, cluster);
  const nodes = await (await world.engine()).nodes(cluster, world.signal);
  await requireOwnState(world, paths, cluster);
  const names = await files.list(paths.dir);
  const state = (await files.stat(paths.dir)) !== null;
  if (nodes.length === 0 && !state) return null;
  const old = names.filter(isOldLogs);
  const parts = [
    ...(nodes.length === 0 ? [] : [`the cluster "${cluster}" (${count(nodes.length, 'node')})`]),
    ...(state ? ['its audit log and the deployed copy of its policy'] : []),
    ...(old.length === 0 ? [] : [`the logs of earlier clusters of this name (${old.join(', ')} in ${paths.dir})`]),
    ...(names.includes('kept') ? [`what repairs have replaced (${paths.kept})`] : []),
  ];
  return { words: parts.join(' with ') };
}

/** Deletes it. The files in the project's folder stay, and what kind-audit did not write, which is reported. */
export async function down(world: World, cluster: string, kubeconfig: string | null): Promise<void> {
  const paths = statePaths(world, cluster);
  const engine = await world.engine();
  const steps: Step<null>[] = [
    {
      id: 'logs',
      title: 'Empty the audit log',
      async run() {
        // The log belongs to the node's root, which this user may not be: so it is emptied from inside, where it is this
        // state's folder that the node has mounted.
        const nodes = (await engine.nodes(cluster, world.signal)).filter(
          ({ running, mounts }) =>
            running && mounts.some(({ source, target }) => target === LOG_DIR && source.includes(`${paths.logsDir}/`)),
        );
        await Promise.all(nodes.map((container) => emptyLogs(engine.node(container))));
      },
    },
    {
      id: 'delete',
      title: 'Delete the cluster',
      async run() {
        const given = kubeconfig ?? (await recordedKubeconfig(world, cluster));
        // The run that was making it may be gone, and the engine still at work on its containers.
        const half = (await readMark(world, paths)) !== null;
        await deleteCluster(world, engine, cluster, given, half ? 4 : 1);
      },
    },
    {
      id: 'state',
      title: 'Remove the state',
      async run() {
        await requireOwnState(world, paths, cluster);
        const kept = await removeState(world.files, paths.dir);
        if (kept.length === 0) return;
        world.report({
          type: 'note',
          level: 'warn',
          text: `kept, since kind-audit did not write it: ${kept.join(', ')}`,
        });
      },
    },
  ];
  await withLock(world, paths.lock, `kind-audit down --name ${cluster}`, () =>
    runSteps(steps, null, { report: world.report, clock: world.clock, signal: world.signal }),
  );
}

/** Removes the logs of a node, and what repairs have moved aside there; whatever else is in the folder stays. */
async function emptyLogs(node: Node): Promise<void> {
  const listed = await node.run(['ls', '-1A', LOG_DIR], { timeoutMs: 20_000 });
  const paths = listed.stdout
    .split('\n')
    .filter(isKnownLog)
    .map((name) => `${LOG_DIR}/${name}`);
  if (paths.length > 0) await node.run(['rm', '--recursive', '--force', '--', ...paths], { timeoutMs: 20_000 });
}

/** The kubeconfig that the cluster was made with; a record that cannot be read does not keep it from being deleted. */
async function recordedKubeconfig(world: World, cluster: string): Promise<string | null> {
  try {
    return (await readRecord(world, statePaths(world, cluster)))?.kubeconfig ?? null;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
