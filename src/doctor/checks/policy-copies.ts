// Are the project's policy, the deployed copy and the one in every node the same?
import { pasteable } from '../../core/shell-quote.ts';
import { aboutAll } from '../../core/finding.ts';
import { onEveryControlPlane, type Check, type Seen } from '../check.ts';
import { fileSum } from '../file-sum.ts';
import { fixCommand } from '../commands.ts';
import { isDeployed, projectPolicy } from '../good-policy.ts';
import { deployPolicy } from '../repairs/deploy-policy.ts';

export const policyCopies: Check = {
  id: 'policy-copies',
  title: 'Policy of the project is the deployed one',
  about: 'three checksums: the policy in the project, the deployed copy, and what each node has',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  async look(target) {
    const { policy, world, refusal } = target;
    if (policy === null) return { status: 'skip', evidence: aboutAll('kind-audit did not make this cluster') };
    const [project, deployed] = await Promise.all(
      [policy.project, policy.deployed].map((path) => fileSum(path, world)),
    );
    const own = await projectPolicy(world, policy);
    const refused = own === null ? null : await refusal(own.text, own.path);
    const repair = refused === null ? deployPolicy(target, own) : null;
    const why = refused === null ? '' : `; ${refused.message}`;
    const remedy: Pick<Seen, 'fix' | 'repairs'> =
      repair === null
        ? { fix: refused?.hint ?? `fix ${policy.project}, then: ${fixCommand(target)}` }
        : { fix: fixCommand(target), repairs: [repair] };
    return onEveryControlPlane(target, async (node) => {
      const { policy: found } = await target.survey(node);
      if (!isDeployed(found)) return { status: 'skip', evidence: `the API server reads ${found.path}` };
      const inNode = found.sha256;
      const sums = `project ${short(project)}, deployed ${short(deployed)}, node ${short(inNode)}`;
      if (project === null)
        return {
          status: 'warn',
          evidence: `${policy.project} is not there; ${sums}`,
          fix: pasteable(
            deployed === null
              ? ['kind-audit', 'policy', 'new', policy.project, '--yes']
              : ['cp', policy.deployed, policy.project],
          ),
        };
      if (deployed === null)
        return { status: 'warn', evidence: `${policy.deployed} is no file that can be read: ${sums}`, ...remedy };
      if (deployed !== inNode)
        return { status: 'warn', evidence: `the policy in the node is not the deployed copy: ${sums}`, ...remedy };
      if (project !== deployed)
        return { status: 'warn', evidence: `the policy was edited and is not in effect: ${sums}${why}`, ...remedy };
      return { status: 'ok', evidence: `all three are ${short(project)}` };
    });
  },
};

function short(sum: string | null | undefined): string {
  return sum === null || sum === undefined ? 'none' : sum.slice(0, 12);
}
