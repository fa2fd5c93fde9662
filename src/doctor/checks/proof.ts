// The proof: a marked request on every control plane is found in that control plane's log.
import { onEveryControlPlane, type Check } from '../check.ts';
import { proveNode } from '../../node/marked-request.ts';
import { swallowedBy } from '../swallowed-by.ts';

export const proof: Check = {
  id: 'proof',
  title: 'Proof by a marked request',
  about: 'a request with a unique mark is sent to every control plane and found in its log',
  quick: true,
  needs: ['manifest', 'api-server-ready'],
  timeoutMs: 30_000,
  look: (target, signal) =>
    onEveryControlPlane(target, async (node) => {
      const { manifest } = await target.survey(node);
      if (manifest?.args.get('audit-log-path') === '-')
        return { status: 'skip', evidence: 'the log goes to standard output' };
      const outcome = await proveNode(node, (await target.survey(node)).log.path, target.world.random(8), signal);
      if (outcome.proven) {
        return {
          status: 'ok',
          evidence: `${outcome.verb} ${outcome.requestURI} is in the log at level ${outcome.level}, auditID ${outcome.auditID}`,
        };
      }
      const rule = swallowedBy((await target.inspect(node)).policyText ?? '');
      const why = rule === null ? 'no rule of the policy matches them, and what no rule matches is not logged' : rule;
      return {
        status: 'fail',
        evidence: `none of ${outcome.requests} marked requests is in the log: ${why}`,
        fix: 'log something: make the last rule of the policy "- level: Metadata", and look at the None rules before it',
      };
    }),
};
