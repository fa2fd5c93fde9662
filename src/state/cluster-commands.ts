// Command lines about one cluster, with the settings it was made with, for hints and fixes.
import type { LogRotation } from '../core/log-rotation.ts';
import { pasteable } from '../core/shell-quote.ts';
import { defaultRotation } from '../kind/audit-settings.ts';
import type { ClusterRecord } from './cluster-record.ts';

/** What `up` has to be given to make this cluster; what is left out is a default. */
export interface HowMade {
  readonly name: string;
  readonly dir: string;
  readonly image: string | null;
  readonly controlPlanes: number;
  readonly workers: number;
  readonly rotation: LogRotation;
  readonly kubeconfig: string | null;
  /** What was given with --policy; null for the one in the folder. */
  readonly policy?: string | null;
  /** The defaults, where they are others than kind-audit's own. */
  readonly defaults?: Pick<HowMade, 'controlPlanes' | 'workers' | 'rotation'>;
}

const builtIn = { controlPlanes: 1, workers: 0, rotation: defaultRotation };

/** `kind-audit up` with these settings, and with `more` options. */
export function upCommand(made: HowMade, ...more: readonly string[]): string {
  const { name, dir, image, controlPlanes, workers, rotation, kubeconfig, policy = null, defaults = builtIn } = made;
  const value = (flag: string, is: string | number | null, byDefault: string | number | null): readonly string[] =>
    is === byDefault || is === null ? [] : [flag, String(is)];
  return pasteable([
    'kind-audit',
    'up',
    '--name',
    name,
    '--dir',
    dir,
    ...value('--policy', policy, null),
    ...value('--image', image, null),
    ...value('--control-planes', controlPlanes, defaults.controlPlanes),
    ...value('--workers', workers, defaults.workers),
    ...value('--log-max-age', rotation.maxAgeDays, defaults.rotation.maxAgeDays),
    ...value('--log-max-backup', rotation.maxBackups, defaults.rotation.maxBackups),
    ...value('--log-max-size', rotation.maxSizeMiB, defaults.rotation.maxSizeMiB),
    ...value('--kubeconfig', kubeconfig, null),
    ...more,
  ]);
}

/** `kind-audit down` for it. */
export function downCommand({ name, kubeconfig }: Pick<HowMade, 'name' | 'kubeconfig'>): string {
  return pasteable([
    'kind-audit',
    'down',
    '--name',
    name,
    ...(kubeconfig === null ? [] : ['--kubeconfig', kubeconfig]),
  ]);
}

/** Both, one after the other: the same cluster again. Its audit log is lost. */
export function remakeCommand(made: HowMade): string {
  return `${downCommand(made)} && ${upCommand(made)}`;
}

/** The settings of a cluster that was made. */
export function howMade({ settings, dir, kubeconfig }: Omit<ClusterRecord, 'schema'>): HowMade {
  const { name, image, controlPlanes, workers, rotation } = settings;
  return { name, dir, image, controlPlanes, workers, rotation, kubeconfig: kubeconfig ?? null };
}
