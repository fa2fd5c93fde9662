// What `enable` does: auditing with a policy and a rotation, where there is none; else what `policy apply` does.
import type { ExitCode } from '../../core/exit-code.ts';
import type { World } from '../../core/ports.ts';
import { defaultRotation } from '../../kind/audit-settings.ts';
import type { RotationOptions } from '../options/rotation.ts';
import { applyPolicy } from './apply-policy.ts';
import type { ChangeOptions } from '../options/change.ts';

export async function enableAuditing(
  world: World,
  file: string | undefined,
  options: ChangeOptions & RotationOptions,
): Promise<ExitCode> {
  const { logMaxAge, logMaxBackup, logMaxSize } = options;
  return applyPolicy(world, file, options, {
    verb: ['enable'],
    rotation: {
      maxAgeDays: logMaxAge ?? defaultRotation.maxAgeDays,
      maxBackups: logMaxBackup ?? defaultRotation.maxBackups,
      maxSizeMiB: logMaxSize ?? defaultRotation.maxSizeMiB,
    },
  });
}
