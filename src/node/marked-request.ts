// Requests with a unique mark, and the search for them in a node's audit log.
import { commandFailed } from '../core/command-failed.ts';
import { fieldsOf, jsonOf, textOf } from '../core/fields.ts';
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
  | {
      readonly proven: false;
      readonly requests: number;
      /** How many of them a server answered. */
      readonly answered: number;
      /** A line with the mark that is no event; null where none has it. */
      readonly line: string | null;
    };

/** How many requests `several` makes. */
const SEVERAL = 9;

/**
 * Proves that a node's API server audits: first with one request that almost every policy logs, then
 * with several of other kinds. `mark` is random hexadecimal text.
 */
export async function proveNode(node: Node, logPath: string, mark: string, signal: AbortSignal): Promise<ProofOutcome> {
  let answered = 0;
  for (const amount of ['one', 'several']) {
    const name = `kind-audit-proof-${mark}${amount === 'one' ? '' : '-2'}`;
    const ran = await node.run(['bash', '-c', proveScript, 'proof', name, logPath, ADMIN_KUBECONFIG, amount], {
      signal,
    });
    if (ran.exitCode === 0) {
      const found = parseProof(ran.stdout);
      if (found !== null) return found;
      return { proven: false, requests: 1, answered: 1, line: ran.stdout.trim() };
    }
    if (ran.exitCode !== 1) throw commandFailed(ran, `cannot make a marked request in ${node.name}`);
    answered += Number(/^answered (\d+)$/m.exec(ran.stdout)?.[1] ?? 0);
  }
  return { proven: false, requests: SEVERAL + 1, answered, line: null };
}

/** The event in a line; null for a line that is none. What is no text there is left out. */
function parseProof(line: string): ProofOutcome | null {
  const event = fieldsOf(jsonOf(line));
  const auditID = textOf(event['auditID']);
  if (auditID === '') return null;
  const [verb = '', requestURI = '', level = ''] = ['verb', 'requestURI', 'level'].map((name) => textOf(event[name]));
  return { proven: true, auditID, verb, requestURI, level, user: textOf(fieldsOf(event['user'])['username']) };
}
