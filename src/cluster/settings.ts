// What the user asked for, completed from the settings files, the record of an existing cluster, and defaults.
import { absolutePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import type { LogRotation } from '../core/log-rotation.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import type { HowMade } from '../state/cluster-commands.ts';
import type { ClusterRecord } from '../state/cluster-record.ts';
import { readRecord, statePaths, type StatePaths } from '../state/cluster-state.ts';
import { CONFIG_NAME } from './edited-config.ts';
import { noSettings, type SettingsInEffect } from '../settings/settings.ts';
import { askedFor, decided, defaultsFor, filesFor, type Layer } from './layers.ts';
import { choosePolicy, type PolicyText } from './policy-source.ts';

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
  /** The settings files; none where it is absent. */
  readonly inEffect?: SettingsInEffect;
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
  /** The settings files, which may enforce something. */
  readonly inEffect: SettingsInEffect;
  /** What of all this was asked for in this run, and not decided by a record or by defaults. */
  readonly asked: Layer;
}

/** Completes the request: what was not given is taken from the next source that says it, layers.ts has their order. */
export async function resolveSettings(world: World, request: ClusterRequest): Promise<Settings> {
  const { name, inEffect = noSettings } = request;
  const state = statePaths(world, name);
  const record = await readRecord(world, state);
  const said = given(world, request);
  const { image, controlPlanes, workers, kubeconfig, ...rest } = decided(said, record, inEffect, name);
  const dir = rest.dir ?? world.cwd;
  const policyFile = `${dir}/${POLICY_NAME}`;
  return {
    name,
    dir,
    policyFile,
    configFile: `${dir}/${CONFIG_NAME}`,
    policy: await choosePolicy(world, request.policy, policyFile, inEffect.enforced.policy, filesFor(inEffect, name)),
    image,
    controlPlanes,
    workers,
    rotation: rotationIn(rest),
    kubeconfig,
    state,
    record,
    inEffect,
    asked: askedFor(said, inEffect, name),
  };
}

/** What the request itself says. */
function given({ cwd }: World, { dir, image, controlPlanes, workers, kubeconfig, ...log }: ClusterRequest): Layer {
  return {
    ...(dir === undefined ? {} : { dir: absolutePath(cwd, dir) }),
    ...(image === undefined ? {} : { image }),
    ...(controlPlanes === undefined ? {} : { controlPlanes }),
    ...(workers === undefined ? {} : { workers }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: absolutePath(cwd, kubeconfig) }),
    ...(log.logMaxAge === undefined ? {} : { maxAgeDays: log.logMaxAge }),
    ...(log.logMaxBackup === undefined ? {} : { maxBackups: log.logMaxBackup }),
    ...(log.logMaxSize === undefined ? {} : { maxSizeMiB: log.logMaxSize }),
  };
}

function rotationIn({ maxAgeDays, maxBackups, maxSizeMiB }: LogRotation): LogRotation {
  return { maxAgeDays, maxBackups, maxSizeMiB };
}

/** What `up` was asked for, to be typed again where there is no cluster. */
export function howWanted(settings: Settings): HowMade {
  return typedAgain(settings, defaultsFor(settings.inEffect, settings.name));
}

/** The same for a cluster that exists, whose record is known to the next run. */
export function howWantedOf(settings: Settings): HowMade {
  const { record, inEffect, name } = settings;
  return typedAgain(settings, decided({}, record, inEffect, name));
}

function typedAgain(settings: Settings, { controlPlanes, workers, ...rest }: ReturnType<typeof decided>): HowMade {
  const defaults = { controlPlanes, workers, rotation: rotationIn(rest) };
  return { ...settings, policy: settings.policy.wanted, defaults };
}
