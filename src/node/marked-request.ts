// Requests that carry a mark nobody else uses, and the search for them in a node's audit log.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { ADMIN_KUBECONFIG } from '../kind/paths.ts';

/** What the search found. */
export type ProofOutcome =
  | {
      readonly proven: true;
      readonly auditID: string;
      readonly verb: string;
      readonly requestURI: string;
      readonly level: string;
      readonly user: string;
    }
  | { readonly proven: false; readonly requests: number };

// $1 the mark, $2 the log, $3 the kubeconfig, $4 "one" for a single request or "several" for other kinds too.
// Asks this node's own API server, not the load balancer, then waits up to 3 s for the mark in the log or
// in what was rotated away meanwhile. Nothing is changed: reads of what does not exist, and a dry run.
const SCRIPT = `
ask() { kubectl --kubeconfig "$kubeconfig" --server "https://$(hostname):6443" --request-timeout 10s "$@" >/dev/null 2>&1; }
mark=$1 log=$2 kubeconfig=$3
ask get --raw "/api/v1/namespaces/kube-system/configmaps/$mark" &
if test "$4" = several; then
  ask get --raw "/api/v1/namespaces/default/secrets/$mark" &
  ask get --raw "/api/v1/namespaces/default/pods/$mark/log" &
  ask get --raw "/api/v1/nodes?fieldManager=$mark" &
  ask get --raw "/apis/apps/v1/deployments?fieldManager=$mark" &
  ask get --raw "/version?$mark" &
  ask delete --raw "/api/v1/namespaces/default/pods/$mark?dryRun=All" &
  ask delete --raw "/apis/apps/v1/namespaces/default/deployments/$mark?dryRun=All" &
  curl --silent --insecure --max-time 10 "https://$(hostname):6443/api/v1/namespaces/default/configmaps/$mark" >/dev/null 2>&1 &
fi
wait
for attempt in $(seq 30); do
  grep --no-filename --fixed-strings --max-count 1 -- "$mark" "\${log%.*}"* 2>/dev/null | head -n 1 | grep . && exit 0
  sleep 0.1
done
exit 1
`;

/** How many requests `several` makes. */
const SEVERAL = 9;

/**
 * Proves that a node's API server audits: first with one request that almost every policy logs, then
 * with several of other kinds. `mark` is random hexadecimal text.
 */
export async function proveNode(node: Node, logPath: string, mark: string, signal: AbortSignal): Promise<ProofOutcome> {
  for (const amount of ['one', 'several']) {
    const name = `kind-audit-proof-${mark}${amount === 'one' ? '' : '-2'}`;
    const ran = await node.run(['bash', '-c', SCRIPT, 'proof', name, logPath, ADMIN_KUBECONFIG, amount], { signal });
    if (ran.exitCode === 0) return parseProof(ran.stdout);
    if (ran.exitCode !== 1) throw commandFailed(ran, `cannot make a marked request in ${node.name}`);
  }
  return { proven: false, requests: SEVERAL + 1 };
}

interface LoggedRequest {
  readonly auditID?: string;
  readonly verb?: string;
  readonly requestURI?: string;
  readonly level?: string;
  readonly user?: { readonly username?: string };
}

function parseProof(line: string): ProofOutcome {
  const { auditID = '', verb = '', requestURI = '', level = '', user } = JSON.parse(line) as LoggedRequest;
  return { proven: true, auditID, verb, requestURI, level, user: user?.username ?? '' };
}
