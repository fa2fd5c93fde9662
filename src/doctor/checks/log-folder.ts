// Can the log be rotated: is its folder mounted, not the file alone, and can it be written to?
import { folderOf } from '../../core/path.ts';
import { onEveryControlPlane, type Check } from '../check.ts';
import { recreateCommand } from '../commands.ts';

export const logFolder: Check = {
  id: 'log-folder',
  title: 'Log in a folder of its own',
  about: 'rotation renames the log, which is impossible when it is mounted as a single file',
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ log, manifest }, { mounts, logFolderWritable }] = await Promise.all([
        target.survey(node),
        target.inspect(node),
      ]);
      const path = manifest?.args.get('audit-log-path');
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
        return { status: 'fail', evidence: `the folder of ${log.path} cannot be written to`, fix };
      const where =
        mount === undefined || mount.point === '/' || mount.point === '/var'
          ? 'inside the node'
          : `mounted at ${mount.point}`;
      return { status: 'ok', evidence: `the folder of the log is writable, ${where}` };
    }),
};
