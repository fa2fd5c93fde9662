// Is every API server ready; and if not, what did it log last?
import type { Node } from '../../core/ports.ts';
import { isReady, readServerState } from '../../node/api-server-state.ts';
import { explainCrash } from '../../node/crash-cause.ts';
import { shellCommand, fixCommand } from '../commands.ts';
import { onEveryControlPlane, type Check, type SeenOnNode, type Target } from '../check.ts';
import { recoverApiServer } from '../repairs/recover-api-server.ts';

export const apiServerReady: Check = {
  id: 'api-server-ready',
  title: 'API server ready',
  about: '/readyz answers ok on every control plane; otherwise the cause, as the server itself logged it',
  quick: true,
  timeoutMs: 15_000,
  look: (target) => onEveryControlPlane(target, (node) => askReadiness(node, target)),
};

async function askReadiness(node: Node, target: Target): Promise<SeenOnNode> {
  if (await isReady(node)) return { status: 'ok', evidence: '/readyz answers ok' };
  if ((await target.survey(node)).manifest === null)
    return { status: 'fail', evidence: 'no API server runs: it has no manifest', fix: fixCommand(target) };
  const server = await readServerState(node);
  if (server.state === 'running' || server.state === 'absent') {
    return {
      status: 'fail',
      evidence: server.state === 'absent' ? 'no API server has been started' : '/readyz does not answer ok',
      fix: shellCommand(target, node.name, 'journalctl --unit kubelet --no-pager --lines 50'),
    };
  }
  const { policyText: text } = await target.inspect(node);
  const cause = explainCrash(server.words, text);
  const place =
    cause.diagnostic === undefined ? '' : ` (line ${cause.diagnostic.line}, column ${cause.diagnostic.column})`;
  const verb = server.state === 'crashed' ? 'stopped' : 'cannot be started';
  const seen: SeenOnNode = {
    status: 'fail',
    evidence: `the API server ${verb}: ${cause.summary}${place}`,
    fix: cause.fix,
  };
  // Only a failure that auditing caused can be fixed by reverting it.
  if (!/audit|hostPath/i.test(server.words)) return seen;
  return {
    ...seen,
    fix: `${cause.fix}; or: ${fixCommand(target)}`,
    repairs: [recoverApiServer(node, target, server.words)],
  };
}
