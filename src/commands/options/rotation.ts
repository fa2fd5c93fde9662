// The options for the rotation of an audit log.
import type { OptionSpec } from '../command.ts';
import { wholeNumber } from './common.ts';
import type { LogRotation } from '../../core/log-rotation.ts';
import { rotationLimits } from '../../kind/audit-settings.ts';

/** The parts of the rotation that were given. */
export interface RotationOptions {
  readonly logMaxAge?: number;
  readonly logMaxBackup?: number;
  readonly logMaxSize?: number;
}

/** `byDefault` is the default that the help shows for each. */
export function rotationOptions(byDefault: Readonly<Record<keyof LogRotation, string>>): readonly OptionSpec[] {
  return [
    {
      flags: '--log-max-age <days>',
      description: 'rotated logs are deleted when they are older than this; 0 keeps them',
      byDefault: byDefault.maxAgeDays,
      parse: wholeNumber(rotationLimits.maxAgeDays),
    },
    {
      flags: '--log-max-backup <files>',
      description: 'this many rotated logs are kept; 0 keeps all',
      byDefault: byDefault.maxBackups,
      parse: wholeNumber(rotationLimits.maxBackups),
    },
    {
      flags: '--log-max-size <MiB>',
      description: 'the log is rotated at this size',
      byDefault: byDefault.maxSizeMiB,
      parse: wholeNumber(rotationLimits.maxSizeMiB),
    },
  ];
}
