// Is there enough disk space for the log and the cluster?
import { formatBytes } from '../../core/byte-size.ts';
import { onEveryControlPlane, type Check } from '../check.ts';

/** Bytes below which a cluster cannot work, and below which it soon will not. */
const LEAST_FREE = 1024 ** 3 / 4;
const ENOUGH_FREE = 2 * 1024 ** 3;

export const disk: Check = {
  id: 'disk',
  title: 'Disk space',
  about: 'free space where the log, the images and the manifests are',
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const { disks } = await target.inspect(node);
      const tightest = disks.toSorted((a, b) => a.freeBytes - b.freeBytes)[0];
      if (tightest === undefined) return { status: 'skip', evidence: 'df reports nothing' };
      const evidence = `${formatBytes(tightest.freeBytes)} free at ${tightest.path} (${tightest.usedPercent} % used)`;
      if (tightest.freeBytes >= ENOUGH_FREE) return { status: 'ok', evidence };
      return {
        status: tightest.freeBytes < LEAST_FREE ? 'fail' : 'warn',
        evidence,
        fix: `${target.engine.provider} system prune`,
      };
    }),
};
