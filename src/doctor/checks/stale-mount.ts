// Does the node still have a file that was replaced on the host?
import { onEveryControlPlane, type Check } from '../check.ts';

export const staleMount: Check = {
  id: 'stale-mount',
  title: 'Policy mount up to date',
  about: 'a policy that is mounted as a single file goes stale when an editor replaces it: the node keeps the old file',
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ policy }, { mounts }] = await Promise.all([target.survey(node), target.inspect(node)]);
      if (policy.type === null) return { status: 'skip', evidence: 'there is no policy' };
      const mount = mounts.findLast(({ point }) => point === policy.path);
      if (policy.type === 'regular file' && (policy.links === 0 || mount?.root.endsWith('//deleted') === true)) {
        return {
          status: 'fail',
          evidence: `${policy.path} is a file that was replaced on the host (links: ${policy.links}): the node keeps the old text`,
          fix: `${target.engine.provider} restart ${node.name}, and mount the folder instead of the file`,
        };
      }
      if (mount !== undefined) {
        return {
          status: 'warn',
          evidence: `${policy.path} is mounted as a single file: it goes stale at the first edit that replaces it`,
          fix: 'mount the folder of the policy: kind-audit init writes such a kind-config.yaml',
        };
      }
      return { status: 'ok', evidence: 'the folder of the policy is mounted, so the node sees every edit' };
    }),
};
