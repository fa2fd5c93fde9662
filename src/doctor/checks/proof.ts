// The proof: a marked request on every control plane is found in that control plane's log.
import { printable } from '../../core/printable.ts';
import { CONTAINER_LOGS } from '../../node/log-place.ts';
import { proveNode, type ProofOutcome } from '../../node/marked-request.ts';
import { firstCause, sceneOf, type Scene } from '../causes/cause.ts';
import { causesOfLostRequests } from '../causes/lost-request/table.ts';
import { onEveryControlPlane, type Check, type SeenOnNode } from '../check.ts';
import { doctorCommand, fixCommand, shellCommand } from '../commands.ts';

export const proof: Check = {
  id: 'proof',
  title: 'Proof by a marked request',
  about: 'a request with a unique mark is sent to every control plane and found in its log',
  quick: true,
  needs: ['kubeadm-finished', 'manifest', 'api-server-ready'],
  timeoutMs: 30_000,
  look: (target, signal) =>
    onEveryControlPlane(target, async (node) => {
      const { manifest, log } = await target.survey(node);
      // Standard output goes to the logs of the server's pods.
      const path = manifest?.args.get('audit-log-path') === '-' ? CONTAINER_LOGS : log.path;
      const outcome = await proveNode(node, { log: path }, target.world.random(8), signal);
      if (outcome.proven) {
        return {
          status: 'ok',
          evidence: `${outcome.verb} ${outcome.requestURI} is in the log at level ${outcome.level}, auditID ${outcome.auditID}`,
        };
      }
      return whyLost(outcome, await sceneOf(node, target));
    }),
};

/** Which link of the chain from a request to its line in the log broke. */
function whyLost(outcome: Extract<ProofOutcome, { proven: false }>, scene: Scene): SeenOnNode {
  const { target, node, survey } = scene;
  if (outcome.line !== null)
    return {
      status: 'fail',
      evidence: `a marked request is in the log in a line that is no audit event: ${printable(outcome.line).slice(0, 120)}`,
      fix: `remove --audit-log-format, so that the log is JSON: ${fixCommand(target)}`,
    };
  if (outcome.answered === 0)
    return {
      status: 'fail',
      evidence: `none of ${outcome.requests} marked requests was answered, so there is nothing to find in the log`,
      fix: doctorCommand(target, '--check', 'api-server-ready'),
    };
  const seen = firstCause(causesOfLostRequests, scene) ?? {
    status: 'fail',
    evidence: `the API server has not written them into ${survey.log.path}`,
    fix: shellCommand(target, node.name, ['ls', '-la', survey.log.path]),
  };
  return { ...seen, evidence: `none of ${outcome.requests} marked requests is in the log: ${seen.evidence}` };
}
