// Can the log be rotated: is its folder mounted, not the file alone, and can it be written to?
import { folderOf } from '../../core/path.ts';
import { onEveryControlPlane, type Check } from '../check.ts';
import { fixCommand, recreateCommand, shellCommand } from '../commands.ts';
import { makeLogWritable } from '../repairs/make-log-writable.ts';

export const logFolder: Check = {
  id: 'log-folder',
  title: 'Log in a folder of its own',
  about: 'rotation renames the log, which is impossible when it is mounted as a single file',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ log, manifest }, { mounts, logFolderWritable, kubeadm }] = await Promise.all([
        target.survey(node),
        target.inspect(node),
      ]);
      // A server that is without auditing now had its log where kubeadm was given it.
      const path = manifest?.args.get('audit-log-path') ?? kubeadm?.args.get('audit-log-path');
      if (path === undefined || path === '-') return { status: 'skip', evidence: 'no log file is set' };
      const fix = `mount the folder ${folderOf(log.path)} in kind-config.yaml, writable, then: ${recreateCommand(target)}`;
      const single =
        mounts.some(({ point }) => point === log.path) ||
        manifest?.mounts.some((mount) => mount.mountPath === path) === true;
      if (single) {
        return {
          status: 'fail',
          evidence: `${log.path} is mounted as a single file: it cannot be rotated, and stops growing at its maximum size`,
          fix,
        };
      }
      const mount = mounts
        .filter(({ point }) => log.path.startsWith(`${point.replace(/\/$/, '')}/`))
        .toSorted((a, b) => b.point.length - a.point.length)[0];
      if (!logFolderWritable || mount?.options.split(',').includes('ro') === true)
        return {
          status: 'fail',
          evidence: `the folder of ${log.path} cannot be written to${mount === undefined ? '' : `: ${mount.point} is mounted read-only`}`,
          fix: `${fixCommand(target)}; or: ${shellCommand(target, node.name, ['mount', '-o', 'remount,rw,bind', mount?.point ?? folderOf(log.path)])}`,
          repairs: [makeLogWritable(node, log.path, target.world)],
        };
      const where =
        mount === undefined || mount.point === '/' || mount.point === '/var'
          ? 'inside the node'
          : `mounted at ${mount.point}`;
      return { status: 'ok', evidence: `the folder of the log is writable, ${where}` };
    }),
};
