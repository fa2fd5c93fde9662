// The options that shape a cluster, shared by `up` and `init`.
import { dirOption, nameOption, wholeNumber } from '../cli/common-options.ts';
import type { OptionSpec } from '../cli/command.ts';
import { clusterName } from '../cli/common-options.ts';
import type { Wishes } from '../cluster/settings.ts';
import type { World } from '../core/ports.ts';
import { presets } from '../policy/presets.ts';
import { defaultRotation } from '../kind/audit-settings.ts';

export interface ClusterOptions {
  readonly name?: string;
  readonly dir?: string;
  readonly policy?: string;
  readonly image?: string;
  readonly controlPlanes?: number;
  readonly workers?: number;
  readonly logMaxAge?: number;
  readonly logMaxBackup?: number;
  readonly logMaxSize?: number;
}

export const clusterOptions: readonly OptionSpec[] = [
  nameOption,
  dirOption,
  {
    flags: '--policy <file|preset>',
    description: `audit policy: a file, or a preset (${presets.map(({ name }) => name).join(', ')})`,
    byDefault: 'audit-policy.yaml of the folder, else metadata',
  },
  { flags: '--image <reference>', description: 'node image', byDefault: "one that was built here, else kind's own" },
  {
    flags: '--control-planes <number>',
    description: 'control-plane nodes',
    byDefault: '1',
    parse: wholeNumber('--control-planes', 1, 9),
  },
  { flags: '--workers <number>', description: 'worker nodes', byDefault: '0', parse: wholeNumber('--workers', 0, 50) },
  {
    flags: '--log-max-age <days>',
    description: 'delete rotated logs older than this; 0 keeps them',
    byDefault: String(defaultRotation.maxAgeDays),
    parse: wholeNumber('--log-max-age', 0, 36_500),
  },
  {
    flags: '--log-max-backup <files>',
    description: 'keep this many rotated logs; 0 keeps all',
    byDefault: String(defaultRotation.maxBackups),
    parse: wholeNumber('--log-max-backup', 0, 100_000),
  },
  {
    flags: '--log-max-size <MiB>',
    description: 'rotate the log at this size',
    byDefault: String(defaultRotation.maxSizeMiB),
    parse: wholeNumber('--log-max-size', 1, 1_000_000),
  },
];

/** The wishes in the options, with the name completed from the environment. */
export function wishesOf(options: ClusterOptions, world: World): Wishes {
  const { dir, policy, image, controlPlanes, workers, logMaxAge, logMaxBackup, logMaxSize } = options;
  const said = { dir, policy, image, controlPlanes, workers, logMaxAge, logMaxBackup, logMaxSize };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return { name: clusterName(options.name, world.env), ...given };
}
