// Is every API server ready; and if not, what did it log last?
import type { Node } from '../../core/ports.ts';
import { isReady, readServerState, type ServerState } from '../../node/api-server-state.ts';
import { explainCrash } from '../../node/crash-cause.ts';
import { shellCommand, fixCommand } from '../commands.ts';
import { onEveryControlPlane, type Check, type SeenOnNode, type Target } from '../check.ts';
import { firstCause, sceneOf, type Scene } from '../causes/cause.ts';
import { causesAfterWords, causesBeforeWords } from '../causes/not-ready/table.ts';
import { recoverApiServer } from '../repairs/recover-api-server.ts';

export const apiServerReady: Check = {
  id: 'api-server-ready',
  title: 'API server ready',
  about:
    '/readyz answers ok on every control plane; otherwise the cause, as the server itself logged it, or what keeps it from running',
  quick: true,
  needs: ['kubeadm-finished'],
  timeoutMs: 40_000,
  look: (target) => onEveryControlPlane(target, (node) => askReadiness(node, target)),
};

async function askReadiness(node: Node, target: Target): Promise<SeenOnNode> {
  if (await isReady(node)) return { status: 'ok', evidence: '/readyz answers ok' };
  const { manifest, manifestFault } = await target.survey(node);
  if (manifest === null)
    return {
      status: 'fail',
      evidence: `no API server runs: it has no manifest (${manifestFault ?? 'it cannot be read'})`,
      fix: fixCommand(target),
    };
  const scene = await sceneOf(node, target);
  const server = await readServerState(node);
  const basic = firstCause(causesBeforeWords, scene);
  if (basic !== null) return basic;
  if ('words' in server) return lastWords(server, scene);
  return (
    firstCause(causesAfterWords, scene) ?? {
      status: 'fail',
      evidence: server.state === 'absent' ? 'no API server has been started' : '/readyz does not answer ok',
      fix: shellCommand(target, node.name, ['journalctl', '--unit', 'kubelet', '--no-pager', '--lines', '50']),
    }
  );
}

/** What a server that ended, or the kubelet that cannot start it, said last. */
function lastWords(
  server: Extract<ServerState, { words: string }>,
  { node, target, inspection, vitals }: Scene,
): SeenOnNode {
  const cause = explainCrash(server.words, inspection.policySource, { cluster: target.cluster, node: node.name });
  const place =
    cause.diagnostic === undefined ? '' : ` (line ${cause.diagnostic.line}, column ${cause.diagnostic.column})`;
  const verb = server.state === 'crashed' ? 'stopped' : 'cannot be started';
  const wait = vitals.backOff === null ? '' : `; the kubelet waits ${vitals.backOff} before it starts it again`;
  const seen: SeenOnNode = {
    status: 'fail',
    evidence: `the API server ${verb}: ${cause.summary}${place}${wait}`,
    fix: cause.fix,
  };
  // Only a failure that auditing caused can be fixed by reverting it.
  if (!isOfAuditing(server.words)) return seen;
  return {
    ...seen,
    fix: `${fixCommand(target)}; or: ${cause.fix}`,
    repairs: [recoverApiServer(node, target, server.words)],
  };
}

/** Whether a server's words are about its auditing, or about its arguments in general. */
function isOfAuditing(words: string): boolean {
  return /audit|hostPath|unknown flag|invalid argument|flag needs an argument|webhook|batch/i.test(words);
}
