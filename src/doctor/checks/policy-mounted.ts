// Is the policy in the node a file, not empty, with the content that was deployed?
import { count } from '../../core/plural.ts';
import { onEveryControlPlane, type Check, type SeenOnNode, type Target } from '../check.ts';
import { fileSum } from '../file-sum.ts';
import { fixCommand, recreateCommand } from '../commands.ts';
import { goodPolicy } from '../good-policy.ts';
import { deployPolicy } from '../repairs/deploy-policy.ts';
import type { NodeSurvey } from '../../node/survey.ts';

export const policyMounted: Check = {
  id: 'policy-mounted',
  title: 'Policy file in the node',
  about: 'the policy that the API server reads is a file, not empty, and the copy that was deployed',
  quick: true,
  timeoutMs: 10_000,
  async look(target) {
    const { policy, world } = target;
    const expected = policy === null ? null : await fileSum(policy.deployed, world);
    return onEveryControlPlane(target, async (node) => {
      const seen = judgeMount(await target.survey(node), expected, target);
      const repair = seen.status === 'fail' ? deployPolicy(target, await goodPolicy(target)) : null;
      return repair === null ? seen : { ...seen, fix: fixCommand(target), repairs: [repair] };
    });
  },
};

function judgeMount({ policy }: NodeSurvey, expected: string | null, target: Target): SeenOnNode {
  if (policy.type === null) {
    return { status: 'fail', evidence: `${policy.path} is not there`, fix: recreateCommand(target) };
  }
  if (policy.type !== 'regular file') {
    return {
      status: 'fail',
      evidence: `${policy.path} is a ${policy.type}: the file to mount was missing on the host, so the engine made a folder with its name`,
      fix: recreateCommand(target),
    };
  }
  if (policy.size === 0) return { status: 'fail', evidence: `${policy.path} is empty`, fix: recreateCommand(target) };
  if (expected !== null && policy.sha256 !== expected) {
    return {
      status: 'warn',
      evidence: `${policy.path} is not the deployed copy (${target.policy?.deployed}): the mount is stale`,
      fix: `${target.engine.provider} restart ${target.controlPlanes[0]?.name}`,
    };
  }
  const same = expected === null ? '' : ', the same as the deployed copy';
  return { status: 'ok', evidence: `${policy.path}, ${count(policy.size, 'byte')}${same}` };
}
