// What the user asked for, completed from the record of an existing cluster and from defaults.
import { absolutePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import type { LogRotation } from '../core/log-rotation.ts';
import { defaultRotation } from '../kind/audit-settings.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import type { HowMade } from '../state/cluster-commands.ts';
import type { ClusterRecord } from '../state/cluster-record.ts';
import { readRecord, statePaths, type StatePaths } from '../state/cluster-state.ts';
import { CONFIG_NAME } from './edited-config.ts';
import { readPolicy, type PolicyText } from './policy-source.ts';

/** What was given on the command line or at the prompts; absent means not given. */
export interface ClusterRequest {
  readonly name: string;
  readonly dir?: string;
  /** A preset's name or a file. */
  readonly policy?: string;
  readonly image?: string;
  readonly controlPlanes?: number;
  readonly workers?: number;
  readonly logMaxAge?: number;
  readonly logMaxBackup?: number;
  readonly logMaxSize?: number;
  readonly kubeconfig?: string;
}

/** Everything that decides what is in the two files, except for what the machine adds. */
export interface Settings {
  readonly name: string;
  /** Absolute folder of the two files. */
  readonly dir: string;
  readonly policyFile: string;
  readonly configFile: string;
  readonly policy: PolicyText;
  readonly image: string | null;
  readonly controlPlanes: number;
  readonly workers: number;
  readonly rotation: LogRotation;
  readonly kubeconfig: string | null;
  readonly state: StatePaths;
  /** How the cluster was made, when kind-audit made one of this name before. */
  readonly record: ClusterRecord | null;
}

/** Completes the request. What was not given is taken from the record of this cluster, else from the defaults. */
export async function resolveSettings(world: World, request: ClusterRequest): Promise<Settings> {
  const state = statePaths(world, request.name);
  const record = await readRecord(world, state);
  const before = record?.settings;
  const kubeconfig = request.kubeconfig ?? record?.kubeconfig;
  const dir = absolutePath(world.cwd, request.dir ?? record?.dir ?? world.cwd);
  const policyFile = `${dir}/${POLICY_NAME}`;
  return {
    name: request.name,
    dir,
    policyFile,
    configFile: `${dir}/${CONFIG_NAME}`,
    policy: await readPolicy(world, request.policy, policyFile),
    image: request.image ?? before?.image ?? null,
    controlPlanes: request.controlPlanes ?? before?.controlPlanes ?? 1,
    workers: request.workers ?? before?.workers ?? 0,
    rotation: {
      maxAgeDays: request.logMaxAge ?? before?.rotation.maxAgeDays ?? defaultRotation.maxAgeDays,
      maxBackups: request.logMaxBackup ?? before?.rotation.maxBackups ?? defaultRotation.maxBackups,
      maxSizeMiB: request.logMaxSize ?? before?.rotation.maxSizeMiB ?? defaultRotation.maxSizeMiB,
    },
    kubeconfig: kubeconfig === undefined ? null : absolutePath(world.cwd, kubeconfig),
    state,
    record,
  };
}

/** What `up` was asked for, to be typed again. */
export function howWanted(settings: Settings): HowMade {
  return { ...settings, policy: settings.policy.wanted };
}
