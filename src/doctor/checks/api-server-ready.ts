// Is every API server ready; and when not, what are its last words?
import type { Finding } from '../../core/finding.ts';
import type { Node } from '../../core/ports.ts';
import { isReady, readLife } from '../api-server-life.ts';
import { explainCrash } from '../crash-cause.ts';
import { onEveryControlPlane, type Check, type Target } from '../check.ts';

export const apiServerReady: Check = {
  id: 'api-server-ready',
  title: 'API server ready',
  about: '/readyz answers ok on every control plane; otherwise the cause in the server’s own words',
  timeoutMs: 15_000,
  look: (target) => onEveryControlPlane(target, (node) => judge(node, target)),
};

async function judge(node: Node, target: Target): Promise<Finding> {
  if (await isReady(node)) return { status: 'ok', evidence: '/readyz answers ok' };
  const life = await readLife(node);
  if (life.state === 'running' || life.state === 'absent') {
    return {
      status: 'fail',
      evidence: life.state === 'absent' ? 'no API server has been started' : '/readyz does not answer ok',
      fix: `kind-audit shell --name ${target.cluster}, then: journalctl --unit kubelet --no-pager | tail -50`,
    };
  }
  const text = target.policy === null ? null : await target.world.files.read(target.policy.deployed);
  const cause = explainCrash(life.words, text);
  const place =
    cause.diagnostic === undefined ? '' : ` (line ${cause.diagnostic.line}, column ${cause.diagnostic.column})`;
  return { status: 'fail', evidence: `the API server stopped: ${cause.summary}${place}`, fix: cause.fix };
}
