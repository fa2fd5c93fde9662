// The proof that a server audits as the policy decides: marked requests, found or absent in its own log.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { ADMIN_KUBECONFIG } from '../kind/paths.ts';
import { findMarked, markedRequests, type MarkedRequest } from '../node/marked-request.ts';
import { decideByMatching } from '../policy/decide/decide.ts';
import { writtenStages } from '../policy/decide/stages.ts';
import type { Level, Policy } from '../policy/model/policy.ts';
import type { PolicyRequest } from '../policy/model/request.ts';
import { requestFromUrl } from '../policy/request/from-url.ts';
import type { NodeFacts } from './facts.ts';
import decidedScript from './scripts/decided.sh';

/** Which server is asked, and where it writes. */
export interface ProvenServer {
  readonly node: Node;
  /** Address and port. */
  readonly at: string;
  /** Its log in the node, or the beginning of the names of its pods' folders; null where it has none. */
  readonly log: string | null;
}

type Who = NonNullable<NodeFacts['administrator']>;

/** kubeadm's administrator, where the kubeconfig did not say. */
const usual: Who = { user: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };

/**
 * Proves it; returns the proof in words. Where the policy logs none of the marked requests, they must be absent from the log,
 * and the server must have counted them as decided "None". Throws a Problem that says what is otherwise.
 */
export async function proveDecision(
  server: ProvenServer,
  policy: Policy,
  who: Who | null,
  random: string,
  signal: AbortSignal,
): Promise<string> {
  const { node, at, log } = server;
  const mark = `kind-audit-proof-${random}`;
  const decided = markedRequests(mark).map((marked) => ({ marked, ...decisionAbout(marked, policy, who ?? usual) }));
  const logged = decided.find(({ isWritten }) => isWritten);
  if (log === null || logged === undefined)
    return proveSilence(
      server,
      decided.map(({ marked }) => marked),
      mark,
      signal,
    );
  const found = await findMarked(node, { log, at }, mark, [logged.marked], signal);
  const name = `${logged.marked.verb} ${logged.marked.path}`;
  if (!found.proven) {
    if (found.line !== null) return `${name} is in the log`;
    const why = found.answered === 0 ? 'was not answered' : `is not in the log, and the policy decides ${logged.level}`;
    throw new Problem('proof-failed', `on ${node.name} the request ${name} ${why}`);
  }
  if (found.level === logged.level) return `${name} is in the log at level ${found.level}`;
  throw new Problem(
    'proof-failed',
    `on ${node.name} the request ${name} is in the log at level ${found.level}, and the policy decides ${logged.level}`,
  );
}

interface DecisionAbout {
  readonly level: Level;
  readonly isWritten: boolean;
}

function decisionAbout({ as, verb, path }: MarkedRequest, policy: Policy, administrator: Who): DecisionAbout {
  const caller = as === 'anonymous' ? { user: 'system:anonymous', groups: ['system:unauthenticated'] } : administrator;
  const request: PolicyRequest | null = requestFromUrl(verb.toUpperCase(), path, caller);
  if (request === null) return { level: 'None', isWritten: false };
  const decision = decideByMatching(policy, request);
  return { level: decision.level, isWritten: writtenStages(decision, request).length > 0 };
}

async function proveSilence(
  { node, at, log }: ProvenServer,
  requests: readonly MarkedRequest[],
  mark: string,
  signal: AbortSignal,
): Promise<string> {
  const before = await decidedRequests(node, at, signal);
  const found = await findMarked(node, { log: log ?? '/dev/null', at }, mark, requests, signal);
  if (found.proven || found.line !== null)
    throw new Problem(
      'proof-failed',
      `on ${node.name} a marked request is in the log, and the policy logs none of them`,
    );
  const decided = (await decidedRequests(node, at, signal)) - before;
  const asked = requests.filter(({ as }) => as === 'administrator').length;
  if (found.answered >= asked && decided >= asked)
    return `${requests.length} marked requests were decided by the policy, which logs none of them`;
  throw new Problem(
    'proof-failed',
    `on ${node.name} ${found.answered} of ${asked} marked requests were answered, and ${decided} decided by a policy`,
  );
}

/** How many requests the server's policy has decided. Source: apiserver_audit_level_total of k8s.io/apiserver pkg/audit. */
async function decidedRequests(node: Node, at: string, signal: AbortSignal): Promise<number> {
  const argv = ['bash', '-c', decidedScript, 'decided', ADMIN_KUBECONFIG, at];
  const ran = await node.run(argv, { timeoutMs: 20_000, signal });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot read the metrics of the API server of ${node.name}`);
  return ran.stdout
    .split('\n')
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)))
    .reduce((sum, value) => sum + (Number.isFinite(value) ? value : 0), 0);
}
