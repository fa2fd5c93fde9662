// Was the policy changed after the API server read it?
import { formatDuration } from '../../core/duration.ts';
import { flagsOf } from '../../kind/flags.ts';
import { newerThan } from '../../node/policy-age.ts';
import { statePaths } from '../../state/cluster-state.ts';
import { lastPolicySum } from '../../state/revisions.ts';
import { onEveryControlPlane, type Check, type Target } from '../check.ts';
import { doctorCommand, fixCommand } from '../commands.ts';
import { checkOfPolicy, isSound } from '../good-policy.ts';
import { restartApiServer } from '../repairs/deploy-policy.ts';

export const policyRunning: Check = {
  id: 'policy-running',
  title: 'Policy in effect',
  about: 'the API server reads its policy only when it starts: the file must not be newer than the process',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ policy }, { server, policySource }] = await Promise.all([target.survey(node), target.inspect(node)]);
      if (server === null) return { status: 'skip', evidence: 'no API server runs' };
      if (!flagsOf(server.args).some(({ name }) => name === 'audit-policy-file'))
        return { status: 'skip', evidence: 'the API server runs without a policy' };
      const late = newerThan(policy, server);
      if (late !== null && (await isWrittenAgain(target, policy.sha256)))
        return { status: 'ok', evidence: 'the policy file was written again, with the policy that is in effect' };
      if (late === null)
        return { status: 'ok', evidence: 'the API server started after the last change of the policy' };
      const sound = isSound(policy, policySource);
      return {
        status: 'warn',
        evidence: `the policy was changed ${formatDuration(late * 1000)} after the API server read it; the old one is in effect`,
        fix: sound
          ? fixCommand(target)
          : `fix the policy first: ${doctorCommand(target, '--check', checkOfPolicy(policy))}`,
        ...(sound ? { repairs: [restartApiServer(node, target.world)] } : {}),
      };
    }),
};

/** Whether the file has what the last change put into effect: after a change that was undone, its time is that of the undo. */
async function isWrittenAgain({ world, cluster, containers }: Target, sha256: string | null): Promise<boolean> {
  const paths = statePaths(world, cluster);
  const worked = await world.files.readBytes(paths.workedPolicy);
  if (sha256 === null || (worked !== null && world.sha256(worked) !== sha256)) return false;
  return (await lastPolicySum(world, paths, containers)) === sha256;
}
