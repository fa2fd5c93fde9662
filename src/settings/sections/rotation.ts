// The key `rotation`: how the API server rotates its audit log.
import { defaultRotation, rotationLimits } from '../../kind/audit-settings.ts';
import { mapping, wholeNumber } from '../shape.ts';

const { maxAgeDays, maxBackups, maxSizeMiB } = defaultRotation;

export const rotation = mapping('rotation of the audit log', {
  maxAge: wholeNumber('days after which rotated logs are deleted; 0 keeps them', rotationLimits.maxAgeDays, maxAgeDays),
  maxBackup: wholeNumber('rotated logs that are kept; 0 keeps all', rotationLimits.maxBackups, maxBackups),
  maxSize: wholeNumber('MiB at which the log is rotated', rotationLimits.maxSizeMiB, maxSizeMiB),
});
