// Does the node still have a file that was replaced on the host?
import { recreateCommand } from '../commands.ts';
import { lostMounts, writeAgain } from '../lost-mounts.ts';
import { onEveryControlPlane, type Check } from '../check.ts';

export const staleMount: Check = {
  id: 'stale-mount',
  title: 'Policy mount up to date',
  about: 'a policy that is mounted as a single file goes stale when an editor replaces it: the node keeps the old file',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ policy }, { mounts }] = await Promise.all([target.survey(node), target.inspect(node)]);
      if (policy.type === null) return { status: 'skip', evidence: 'there is no policy' };
      const mount = mounts.findLast(({ point }) => point === policy.path);
      if (policy.type === 'regular file' && (policy.links === 0 || mount?.root.endsWith('//deleted') === true)) {
        const lost = (
          await lostMounts(target.containers.find(({ name }) => name === node.name) ?? { mounts: [] }, target.world)
        ).filter((each) => each.target === policy.path);
        const restart = `${target.engine.provider} restart ${node.name}`;
        // Without the file the engine makes a folder in its place, and the node does not start again.
        if (lost.length > 0)
          return {
            status: 'fail',
            evidence: `${lost[0]?.source}, which is mounted as ${policy.path}, is gone from this host: the node keeps the old text until its next start, which then fails`,
            fix: `${writeAgain(lost)} && ${restart}`,
          };
        return {
          status: 'fail',
          evidence: `${policy.path} is a file that was replaced on the host (links: ${policy.links}): the node keeps the old text`,
          fix: `${restart} (it goes stale again at the next such edit, until the folder is mounted instead of the file)`,
        };
      }
      if (mount !== undefined) {
        return {
          status: 'warn',
          evidence: `${policy.path} is mounted as a single file: it goes stale at the first edit that replaces it`,
          fix: `mount the folder of the policy instead, or make the cluster again, which does: ${recreateCommand(target)}`,
        };
      }
      return { status: 'ok', evidence: 'the folder of the policy is mounted, so the node sees every edit' };
    }),
};
