// The options that describe a cluster, shared by `up` and `init`.
import { dirOption, nameOption, wholeNumber } from './common.ts';
import type { OptionSpec } from '../command.ts';
import { imageReferenceProblem } from '../../core/image-reference.ts';
import { Problem } from '../../core/problem.ts';
import { presets } from '../../policy/authoring/presets.ts';
import { defaultRotation } from '../../kind/audit-settings.ts';
import { nodeLimits } from '../../kind/cluster-name.ts';
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
    parse: wholeNumber(nodeLimits.controlPlanes),
  },
  {
    flags: '--workers <number>',
    description: 'worker nodes',
    byDefault: '0',
    parse: wholeNumber(nodeLimits.workers),
  },
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
