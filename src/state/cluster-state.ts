// What kind-audit keeps about a cluster, and where: the deployed policy, the logs, a record of the settings.
import { baseFolder, inBaseFolder, type BaseFolder } from '../core/base-folder.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import { parseRecord, RECORD_SCHEMA, type ClusterRecord } from './cluster-record.ts';

/** Where the state of one cluster is on this host. */
export interface StatePaths {
  /** The folder of all clusters, and what decides where it is. */
  readonly base: BaseFolder;
  readonly root: string;
  readonly dir: string;
  /** The folder that every control plane mounts. */
  readonly policyDir: string;
  /** The copy of the policy that the API servers read. */
  readonly deployedPolicy: string;
  /** A copy of the last policy with which an API server was seen to work. */
  readonly workedPolicy: string;
  /** What a repair replaced. */
  readonly kept: string;
  /** A folder of logs for each control plane. */
  readonly logsDir: string;
  readonly record: string;
  /** There while the cluster is being made, and after a creation that did not end. */
  readonly creating: string;
  /** There while the auditing is being changed, and after a change that did not end. */
  readonly change: string;
  /** The policy of before a change, while that lasts. */
  readonly changeBefore: string;
  /** What was in effect before, and when. */
  readonly revisions: string;
  readonly lock: string;
}

/** Below XDG_STATE_HOME, so in the home folder: engines in a virtual machine share that with their host. */
export function statePaths({ env, home }: Pick<World, 'env' | 'home'>, cluster: string): StatePaths {
  const base = baseFolder({ env, home }, 'XDG_STATE_HOME');
  const root = base.path;
  const dir = `${root}/clusters/${cluster}`;
  const policyDir = `${dir}/policies`;
  return {
    base,
    root,
    dir,
    policyDir,
    deployedPolicy: `${policyDir}/${POLICY_NAME}`,
    workedPolicy: `${dir}/policy-that-worked.yaml`,
    kept: `${dir}/kept`,
    logsDir: `${dir}/logs`,
    record: `${dir}/cluster.json`,
    creating: `${dir}/creating.json`,
    change: `${dir}/change.json`,
    changeBefore: `${dir}/policy-before-change.yaml`,
    revisions: `${dir}/revisions`,
    lock: `${root}/locks/${cluster}.lock`,
  };
}

/** The record of a cluster, or null when kind-audit did not make it. */
export async function readRecord(world: Pick<World, 'files'>, paths: StatePaths): Promise<ClusterRecord | null> {
  const text = await inBaseFolder(paths.base, 'read', async () => world.files.read(paths.record));
  if (text === null) return null;
  const record = parseRecord(text);
  if (record !== null) return record;
  throw new Problem('file-unreadable', `${paths.record} is not a record of this version of kind-audit`, {
    hint: `move it, then run the command again`,
  });
}

/** The text of a record. */
export function recordText(record: Omit<ClusterRecord, 'schema'>): string {
  return `${JSON.stringify({ schema: RECORD_SCHEMA, ...record }, null, 2)}\n`;
}
