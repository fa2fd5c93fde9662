// Step: write the two files of the project, the deployed copy of the policy, and the folders to mount.
import type { World } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { logDirOf, type ClusterSettings } from '../../kind/kind-config.ts';
import { controlPlaneNames } from '../../kind/cluster-name.ts';
import type { FileWrite } from '../project-files.ts';
import type { Settings } from '../settings.ts';
import type { UpContext } from '../up-context.ts';

export const filesStep: Step<UpContext> = {
  id: 'files',
  title: 'Write the files',
  async run(context) {
    const { world, settings, cluster, writes } = context;
    await writeProjectFiles(world, settings.dir, writes);
    await deployState(world, settings, cluster);
    return writes.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).join(', ') + ` in ${settings.dir}`;
  },
  async undo(context) {
    const { world, settings, writes } = context;
    for (const { path, before, onDisk } of writes) {
      if (onDisk === 'same') continue;
      await (before === null ? world.files.remove(path) : world.files.write(path, before));
    }
    if (!context.stateWasThere) await world.files.remove(settings.state.dir);
  },
};

/** Writes the two files where they differ from what lies there. */
export async function writeProjectFiles(
  world: Pick<World, 'files'>,
  dir: string,
  writes: readonly FileWrite[],
): Promise<void> {
  try {
    await world.files.makeDir(dir);
    for (const { path, text, onDisk } of writes) if (onDisk !== 'same') await world.files.write(path, text);
  } catch (error) {
    throw new Problem('not-permitted', `cannot write into ${dir}: ${messageOf(error)}`, {
      hint: 'name a folder that you may write to with --dir',
      cause: error,
    });
  }
}

/** Puts the policy's copy and the folders in place that the nodes mount. Logs of an earlier cluster are moved aside. */
export async function deployState(world: World, settings: Settings, cluster: ClusterSettings): Promise<void> {
  const { state, policy } = settings;
  const deployed = await world.files.stat(state.deployedPolicy);
  if (deployed !== null && deployed.kind !== 'file') {
    throw new Problem(
      'file-unreadable',
      `${state.deployedPolicy} is a ${deployed.kind}, where the policy's copy belongs`,
      {
        hint: `remove it: rmdir ${state.deployedPolicy}`,
      },
    );
  }
  await world.files.makeDir(state.policyDir);
  await world.files.write(state.deployedPolicy, policy.text);
  if ((await world.files.list(state.logsDir)).length > 0) await setOldLogsAside(world, state.logsDir);
  for (const node of controlPlaneNames(cluster.name, cluster.controlPlanes))
    await world.files.makeDir(logDirOf(cluster, node), 0o700);
}

async function setOldLogsAside(world: World, logsDir: string): Promise<void> {
  const aside = `${logsDir}-until-${world.clock.now().toISOString().replaceAll(':', '-').slice(0, 19)}`;
  await world.files.rename(logsDir, aside);
  world.report({
    type: 'note',
    level: 'info',
    text: `the logs of an earlier cluster of this name were moved to ${aside}`,
  });
}
