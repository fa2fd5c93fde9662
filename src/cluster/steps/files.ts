// Step: write the two files of the project, the deployed copy of the policy, and the folders to mount.
import { pasteable } from '../../core/shell-quote.ts';
import { inBaseFolder } from '../../core/base-folder.ts';
import { kindInWords } from '../../core/named-file.ts';
import type { World } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import type { Step, UndoableVoice } from '../../core/step.ts';
import { logDirOf, type ClusterSettings } from '../../kind/kind-config.ts';
import { controlPlaneNames } from '../../kind/cluster-name.ts';
import { stampOf } from '../../state/stamp.ts';
import type { FileWrite } from '../project-files.ts';
import type { Settings } from '../settings.ts';
import { makeFolder } from '../undos/made-folder.ts';
import { moveFolder } from '../undos/moved-folder.ts';
import type { UpUndo } from '../undos/table.ts';
import { writeFile } from '../undos/written-file.ts';
import type { UpContext } from '../up-context.ts';

type Voice = Pick<UndoableVoice<UpUndo>, 'undoable'>;

export const filesStep: Step<UpContext, UpUndo> = {
  id: 'files',
  title: 'Write the files',
  async run(context, voice) {
    const { world, settings, cluster, writes } = context;
    await writeProjectFiles(world, settings.dir, writes, voice);
    const { base } = settings.state;
    await inBaseFolder(base, 'write into', async () => deployState(world, settings, cluster, voice));
    return writes.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).join(', ') + ` in ${settings.dir}`;
  },
};

/** Writes the two files where they differ from what is there. */
export async function writeProjectFiles(
  world: Pick<World, 'files' | 'cwd' | 'signal'>,
  dir: string,
  writes: readonly FileWrite[],
  voice: Voice,
): Promise<void> {
  try {
    await makeFolder(world, dir, 0o755, voice);
    for (const { path, text, bytes, onDisk, found } of writes)
      if (onDisk !== 'same') await writeFile(world, path, bytes ?? text, voice, { expected: found });
  } catch (error) {
    if (error instanceof Problem && error.code !== 'not-permitted') throw error;
    throw new Problem('not-permitted', `cannot write into ${dir}: ${messageOf(error)}`, {
      hint: 'name a folder that you may write to with --dir',
      cause: error,
    });
  }
}

/** Writes the copy of the policy and makes the folders that the nodes mount. Logs of an earlier cluster are moved aside. */
export async function deployState(
  world: World,
  settings: Settings,
  cluster: ClusterSettings,
  voice: Voice,
): Promise<void> {
  const { state, policy } = settings;
  const path = state.deployedPolicy;
  const is = await kindInWords(world, path);
  if (is !== null) {
    const isFolder = (await world.files.stat(path))?.kind === 'directory';
    throw new Problem('file-unreadable', `${path} is ${is}, where the copy of the policy belongs`, {
      hint: `remove it: ${pasteable([isFolder ? 'rmdir' : 'rm', path])}`,
    });
  }
  await makeFolder(world, state.dir, 0o755, voice);
  await makeFolder(world, state.policyDir, 0o755, voice);
  await writeFile(world, path, policy.bytes ?? policy.text, voice);
  if (await holdsLogs(world, state.logsDir)) await moveOldLogsAside(world, state.logsDir, voice);
  for (const node of controlPlaneNames(cluster.name, cluster.controlPlanes))
    await makeFolder(world, logDirOf(cluster, node), 0o700, voice, { forLogs: true });
}

/** A creation that did not end may have left folders without a log. */
async function holdsLogs({ files }: Pick<World, 'files'>, logsDir: string): Promise<boolean> {
  for (const name of await files.list(logsDir)) {
    const path = `${logsDir}/${name}`;
    if ((await files.stat(path))?.kind !== 'directory' || (await files.list(path)).length > 0) return true;
  }
  return false;
}

async function moveOldLogsAside(world: World, logsDir: string, voice: Voice): Promise<void> {
  const aside = `${logsDir}-until-${stampOf(world)}`;
  await moveFolder(world, logsDir, aside, voice);
  world.report({
    type: 'note',
    level: 'info',
    text: `the logs of an earlier cluster of this name were moved to ${aside}`,
  });
}
