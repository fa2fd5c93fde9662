// Is there enough disk space for the log and the cluster?
import { formatBytes } from '../../core/byte-size.ts';
import { folderOf } from '../../core/path.ts';
import { onEveryControlPlane, type Check, type Target } from '../check.ts';
import { shellCommand } from '../commands.ts';

/** Bytes below which a cluster cannot work, and below which it soon will not. */
const LEAST_FREE = 1024 ** 3 / 4;
const ENOUGH_FREE = 2 * 1024 ** 3;

export const disk: Check = {
  id: 'disk',
  title: 'Disk space',
  about: 'free space where the log, the images and the manifests are',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ disks }, { log }] = await Promise.all([target.inspect(node), target.survey(node)]);
      const tightest = disks.toSorted((a, b) => a.freeBytes - b.freeBytes)[0];
      if (tightest === undefined) return { status: 'skip', evidence: 'df reports nothing' };
      const evidence = `${formatBytes(tightest.freeBytes)} free at ${tightest.path} (${tightest.usedPercent} % used)`;
      if (tightest.freeBytes >= ENOUGH_FREE) return { status: 'ok', evidence };
      return {
        status: tightest.freeBytes < LEAST_FREE ? 'fail' : 'warn',
        evidence,
        fix: whatFrees(tightest.path, log.path, target, node.name),
      };
    }),
};

/** What frees space at a path: of the log's own file system, or of the engine's, which holds images. Nothing of a person's. */
function whatFrees(path: string, log: string, target: Target, node: string): string {
  const folder = folderOf(log);
  const isOfLog = path !== '/' && `${folder}/`.startsWith(`${path}/`) && path !== '/var';
  const sizes = shellCommand(target, node, ['du', '-xh', '--max-depth', '2', isOfLog ? folder : '/var']);
  if (isOfLog)
    return `make the file system of ${folder} larger, or lower --log-max-size and --log-max-backup; what is there: ${sizes}`;
  return `remove images that no container uses: ${target.engine.provider} image prune; what the node holds: ${sizes}`;
}
