// The key `rotation`: how the API server rotates its audit log.
import { defaultRotation } from '../../kind/audit-settings.ts';
import { clusterLimits } from '../../kind/cluster-limits.ts';
import { mapping, wholeNumber } from '../shape.ts';

const { maxAgeDays, maxBackups, maxSizeMiB } = defaultRotation;

export const rotation = mapping('rotation of the audit log', {
  maxAge: wholeNumber('days after which rotated logs are deleted; 0 keeps them', clusterLimits.maxAgeDays, maxAgeDays),
  maxBackup: wholeNumber('rotated logs that are kept; 0 keeps all', clusterLimits.maxBackups, maxBackups),
  maxSize: wholeNumber('MiB at which the log is rotated', clusterLimits.maxSizeMiB, maxSizeMiB),
});
