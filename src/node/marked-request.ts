// Requests with a unique mark, and the search for them in a node's audit log.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { ADMIN_KUBECONFIG } from '../kind/paths.ts';
import proveScript from './scripts/prove.sh';

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

/** How many requests `several` makes. */
const SEVERAL = 9;

/**
 * Proves that a node's API server audits: first with one request that almost every policy logs, then
 * with several of other kinds. `mark` is random hexadecimal text.
 */
export async function proveNode(node: Node, logPath: string, mark: string, signal: AbortSignal): Promise<ProofOutcome> {
  for (const amount of ['one', 'several']) {
    const name = `kind-audit-proof-${mark}${amount === 'one' ? '' : '-2'}`;
    const ran = await node.run(['bash', '-c', proveScript, 'proof', name, logPath, ADMIN_KUBECONFIG, amount], {
      signal,
    });
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
