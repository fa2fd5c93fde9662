// Is the policy in the node a file, not empty, with the content that was deployed?
import { count } from '../../core/plural.ts';
import { onEveryControlPlane, type Check, type SeenOnNode, type Target } from '../check.ts';
import { fileSum } from '../file-sum.ts';
import { folderOf } from '../../core/path.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { fixCommand, recreateCommand, shellCommand } from '../commands.ts';
import { goodPolicy, isDeployed } from '../good-policy.ts';
import { fixManifest, wantedAuditing } from '../repairs/fix-manifest.ts';
import type { Node } from '../../core/ports.ts';
import { POLICY_FILE } from '../../kind/paths.ts';
import { deployPolicy } from '../repairs/deploy-policy.ts';
import type { NodeSurvey } from '../../node/survey.ts';

export const policyMounted: Check = {
  id: 'policy-mounted',
  title: 'Policy file in the node',
  about: 'the policy that the API server reads is a file, not empty, and the copy that was deployed',
  quick: true,
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  async look(target) {
    const { policy, world } = target;
    const expected = policy === null ? null : await fileSum(policy.deployed, world);
    return onEveryControlPlane(target, async (node) => {
      const survey = await target.survey(node);
      if (policy !== null && !isDeployed(survey.policy)) return readsAnother(survey, node, target);
      const seen = judgeMount(survey, expected, target, node.name);
      const repair = seen.status === 'fail' ? deployPolicy(target, await goodPolicy(target)) : null;
      return repair === null ? seen : { ...seen, fix: fixCommand(target), repairs: [repair] };
    });
  },
};

/** The API server reads a file that is not the deployed copy: its argument says so, and no mount is at fault. */
async function readsAnother({ policy }: NodeSurvey, node: Node, target: Target): Promise<SeenOnNode> {
  const wanted = wantedAuditing((await target.inspect(node)).kubeadm);
  const evidence = `--audit-policy-file names ${policy.path}, which is not where the deployed copy is (${POLICY_FILE})`;
  if (wanted === null) return { status: 'fail', evidence, fix: recreateCommand(target) };
  const isUnwanted = (name: string): boolean => name === 'audit-policy-file';
  return {
    status: 'fail',
    evidence,
    fix: fixCommand(target),
    repairs: [fixManifest(node, { wanted, isUnwanted }, target.world)],
  };
}

function judgeMount({ policy }: NodeSurvey, expected: string | null, target: Target, node: string): SeenOnNode {
  if (policy.type === null) {
    const what = policy.target === null ? 'is not there' : `links to ${policy.target}, which is not there`;
    return { status: 'fail', evidence: `${policy.path} ${what}`, fix: writePolicy(policy.path, target, node) };
  }
  if (policy.type !== 'regular file') {
    // The engine makes a folder for a mount of a single file alone.
    const isMounted = target.containers.some(
      (each) => each.name === node && each.mounts.some((mount) => mount.target === policy.path),
    );
    return {
      status: 'fail',
      evidence: `${policy.path} is a ${policy.type}${isMounted ? ': the file to mount was missing on the host, so the engine made a folder with its name' : ', and no file'}`,
      fix: writePolicy(policy.path, target, node),
    };
  }
  if (policy.size === 0)
    return { status: 'fail', evidence: `${policy.path} is empty`, fix: writePolicy(policy.path, target, node) };
  if (expected !== null && policy.sha256 !== expected) {
    return {
      status: 'warn',
      evidence: `${policy.path} is not the deployed copy (${target.policy?.deployed}): the mount is stale`,
      fix: `${target.engine.provider} restart ${node}`,
    };
  }
  const same = expected === null ? '' : ', the same as the deployed copy';
  const link = policy.target === null ? '' : `, a link to ${policy.target}`;
  return { status: 'ok', evidence: `${policy.path}${link}, ${count(policy.size, 'byte')}${same}` };
}

/** Where a policy is to be written: on this host where the file or its folder is mounted from there. */
function writePolicy(path: string, target: Target, node: string): string {
  const mounts = target.containers.find(({ name }) => name === node)?.mounts ?? [];
  const mount = mounts.find((each) => path === each.target || path.startsWith(`${each.target}/`));
  if (mount === undefined) return `write a policy there: ${shellCommand(target, node, ['ls', '-la', folderOf(path)])}`;
  const place = `${mount.source}${path.slice(mount.target.length)}`;
  const restart = mount.target === path ? `, then: ${target.engine.provider} restart ${node}` : '';
  return `write a policy${restart}: ${pasteable(['kind-audit', 'policy', 'new', place, '--yes'])}`;
}
