// Would the API server accept the policy in the node?
import { formatBytes } from '../../core/byte-size.ts';
import { policyErrors } from '../../policy/load/load.ts';
import { onEveryControlPlane, type Check } from '../check.ts';
import { shellCommand, fixCommand } from '../commands.ts';
import { LARGEST_POLICY } from '../../node/inspection.ts';
import { goodPolicy, isDeployed } from '../good-policy.ts';
import { deployPolicy } from '../repairs/deploy-policy.ts';

export const policyValid: Check = {
  id: 'policy-valid',
  title: 'Policy valid',
  about: 'the policy in the node has no errors that would stop the API server at its next start',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  async look(target) {
    const repair = deployPolicy(target, await goodPolicy(target));
    return onEveryControlPlane(target, async (node) => {
      const [{ policy }, { policySource }] = await Promise.all([target.survey(node), target.inspect(node)]);
      if (policy.type !== 'regular file') return { status: 'skip', evidence: 'there is no policy' };
      if (policySource === null && policy.size > LARGEST_POLICY)
        return {
          status: 'skip',
          evidence: `${policy.path} has ${formatBytes(policy.size)}: too large to be read here`,
        };
      if (policySource === null && policy.size > 0)
        return {
          status: 'fail',
          evidence: `${policy.path} is there and cannot be read`,
          fix: shellCommand(target, node.name, ['cat', policy.path]),
        };
      const [error] = policyErrors(policySource ?? '');
      if (error === undefined) return { status: 'ok', evidence: `${policy.path} has no errors` };
      const help = error.help === undefined ? '' : ` (${error.help})`;
      return {
        status: 'fail',
        evidence: `${policy.path}:${error.line}:${error.column}: ${error.message}${help}: the API server will not start with it`,
        ...(repair === null || !isDeployed(policy)
          ? {
              fix: `fix the policy; the line: ${shellCommand(target, node.name, ['sed', '-n', `${error.line}p`, policy.path])}`,
            }
          : { fix: fixCommand(target), repairs: [repair] }),
      };
    });
  },
};
