// The questions of `up` at a terminal, each with its default.
import { count } from '../core/plural.ts';
import { clusterNameProblem } from '../kind/cluster-name.ts';
import { defaultRotation } from '../kind/audit-settings.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import { presets } from '../policy/authoring/presets.ts';
import type { ClusterRequest } from '../cluster/settings.ts';
import type { World } from '../core/ports.ts';

const OWN_FILE = '(own)';
const OTHER_FILE = '(file)';

/** Asks for name, policy, nodes and log rotation. All questions end before anything is done. */
export async function askForClusterRequest(world: World, before: ClusterRequest): Promise<ClusterRequest> {
  const { prompt } = world;
  const name = await prompt.input('Cluster name', before.name, (value) => clusterNameProblem(value) ?? true);
  const policy = await askForPolicy(world);
  const controlPlanes = Number(await prompt.input('Control-plane nodes', '1', between(1, 9)));
  const workers = Number(await prompt.input('Worker nodes', '0', between(0, 50)));
  const { maxSizeMiB, maxBackups, maxAgeDays } = defaultRotation;
  const keep = `${maxSizeMiB} MiB a file, ${count(maxBackups, 'file')}, ${count(maxAgeDays, 'day')}`;
  if (await prompt.confirm(`Log rotation: ${keep}. Keep that?`, true)) {
    return { ...before, name, ...policy, controlPlanes, workers };
  }
  const logMaxSize = Number(
    await prompt.input('Rotate the log at how many MiB', String(maxSizeMiB), between(1, 1_000_000)),
  );
  const logMaxBackup = Number(
    await prompt.input('Rotated files to keep (0: all)', String(maxBackups), between(0, 100_000)),
  );
  const logMaxAge = Number(
    await prompt.input('Days to keep them (0: no limit)', String(maxAgeDays), between(0, 36_500)),
  );
  return { ...before, name, ...policy, controlPlanes, workers, logMaxSize, logMaxBackup, logMaxAge };
}

async function askForPolicy(world: World): Promise<{ policy?: string }> {
  const own = (await world.files.stat(`${world.cwd}/${POLICY_NAME}`)) !== null;
  const answer = await world.prompt.select(
    'Audit policy',
    [
      ...(own ? [{ value: OWN_FILE, name: `${POLICY_NAME} of this folder` }] : []),
      ...presets.map(({ name, title }) => ({ value: name, name: `${name}: ${title}` })),
      { value: OTHER_FILE, name: 'another file …' },
    ],
    own ? OWN_FILE : 'metadata',
  );
  if (answer === OWN_FILE) return {};
  if (answer !== OTHER_FILE) return { policy: answer };
  return {
    policy: await world.prompt.input('Policy file', POLICY_NAME, (value) => (value === '' ? 'a path is needed' : true)),
  };
}

function between(least: number, most: number): (value: string) => string | true {
  return (value) => {
    const number = Number(value);
    return /^\d+$/.test(value) && number >= least && number <= most ? true : `a whole number from ${least} to ${most}`;
  };
}
