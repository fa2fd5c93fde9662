// Does the API server's own container see the policy that is in the node?
import { onEveryControlPlane, type Check } from '../check.ts';
import { doctorCommand, fixCommand } from '../commands.ts';
import { restartApiServer } from '../repairs/deploy-policy.ts';

export const containerSeesPolicy: Check = {
  id: 'container-sees-policy',
  title: 'Policy seen by the API server',
  about: "the file that --audit-policy-file names inside the API server's container, read through its process",
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ policy, manifest }, { seenPolicy, server }] = await Promise.all([
        target.survey(node),
        target.inspect(node),
      ]);
      if (manifest?.args.has('audit-policy-file') !== true) return { status: 'skip', evidence: 'no policy is set' };
      if (server === null || seenPolicy === null) return { status: 'skip', evidence: 'no API server runs' };
      if (seenPolicy.sha256 !== null && seenPolicy.sha256 === policy.sha256)
        return { status: 'ok', evidence: `${seenPolicy.path} in its container is the file in the node` };
      const what =
        seenPolicy.type === null
          ? 'is not there'
          : seenPolicy.type === 'regular file'
            ? 'has different content'
            : `is a ${seenPolicy.type}`;
      const mounted = policy.type === 'regular file';
      return {
        status: 'fail',
        evidence: `in the container of the API server ${seenPolicy.path} ${what}`,
        fix: mounted
          ? fixCommand(target)
          : `fix the policy in the node first: ${doctorCommand(target, '--check', 'policy-mounted')}`,
        ...(mounted ? { repairs: [restartApiServer(node, target.world)] } : {}),
      };
    }),
};
