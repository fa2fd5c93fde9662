// The options that describe a cluster, shared by `up` and `init`.
import { dirOption, nameOption, wholeNumber } from './common.ts';
import type { OptionSpec } from '../command.ts';
import { clusterName } from './common.ts';
import type { ClusterRequest } from '../../cluster/settings.ts';
import { imageReferenceProblem } from '../../core/image-reference.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { presets } from '../../policy/authoring/presets.ts';
import { defaultRotation } from '../../kind/audit-settings.ts';
import { rotationOptions, type RotationOptions } from './rotation.ts';

export interface ClusterOptions extends RotationOptions {
  readonly name?: string;
  readonly dir?: string;
  readonly policy?: string;
  readonly image?: string;
  readonly controlPlanes?: number;
  readonly workers?: number;
}

export const clusterOptions: readonly OptionSpec[] = [
  nameOption,
  dirOption,
  {
    flags: '--policy <file|preset>',
    description: `audit policy: a file, or a preset (${presets.map(({ name }) => name).join(', ')})`,
    byDefault: 'audit-policy.yaml of the folder, else metadata',
  },
  {
    flags: '--image <reference>',
    description: 'node image',
    byDefault: "one that was built here, else kind's own",
    parse: imageReference,
  },
  {
    flags: '--control-planes <number>',
    description: 'control-plane nodes',
    byDefault: '1',
    parse: wholeNumber(1, 9),
  },
  { flags: '--workers <number>', description: 'worker nodes', byDefault: '0', parse: wholeNumber(0, 50) },
  ...rotationOptions({
    maxAgeDays: String(defaultRotation.maxAgeDays),
    maxBackups: String(defaultRotation.maxBackups),
    maxSizeMiB: String(defaultRotation.maxSizeMiB),
  }),
];

function imageReference(value: string): string {
  const fault = imageReferenceProblem(value);
  if (fault === null) return value;
  throw new Problem('usage', fault, { hint: 'kind-audit up --image kindest/node:v1.36.1' });
}

/** The request in the options, with the name completed from the environment. */
export function clusterRequestOf(options: ClusterOptions, world: World): ClusterRequest {
  const { dir, policy, image, controlPlanes, workers, logMaxAge, logMaxBackup, logMaxSize } = options;
  const said = { dir, policy, image, controlPlanes, workers, logMaxAge, logMaxBackup, logMaxSize };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return { name: clusterName(options.name, world.env), ...given };
}
