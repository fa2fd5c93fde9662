// Requests with a unique mark, and the search for them in a node's audit log.
import { commandFailed } from '../core/command-failed.ts';
import { fieldsOf, jsonOf, textOf, textsOf } from '../core/fields.ts';
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
      readonly groups: readonly string[];
    }
  | {
      readonly proven: false;
      readonly requests: number;
      /** How many of them a server answered. */
      readonly answered: number;
      /** A line with the mark that is no event; null where none has it. */
      readonly line: string | null;
    };

/** One request: by whom, how, and where. Nothing is changed: reads of what does not exist, and a dry run. */
export interface MarkedRequest {
  readonly as: 'administrator' | 'anonymous';
  readonly verb: 'get' | 'delete';
  readonly path: string;
}

/** Requests of several kinds that carry the mark; the first is one that almost every policy logs. */
export function markedRequests(mark: string): readonly MarkedRequest[] {
  const get = (path: string): MarkedRequest => ({ as: 'administrator', verb: 'get', path });
  const remove = (path: string): MarkedRequest => ({ as: 'administrator', verb: 'delete', path });
  return [
    get(`/api/v1/namespaces/kube-system/configmaps/${mark}`),
    get(`/api/v1/namespaces/default/secrets/${mark}`),
    get(`/api/v1/namespaces/default/pods/${mark}/log`),
    get(`/api/v1/nodes?fieldManager=${mark}`),
    get(`/apis/apps/v1/deployments?fieldManager=${mark}`),
    get(`/version?${mark}`),
    remove(`/api/v1/namespaces/default/pods/${mark}?dryRun=All`),
    remove(`/apis/apps/v1/namespaces/default/deployments/${mark}?dryRun=All`),
    { as: 'anonymous', verb: 'get', path: `/api/v1/namespaces/default/configmaps/${mark}` },
  ];
}

/** Where marked requests are made and looked for. */
export interface Marking {
  /** The log's path in the node. */
  readonly log: string;
  /** Address and port of the server; the node's name and the usual port without them. */
  readonly at?: string;
}

/**
 * Proves that a node's API server audits: first with one request that almost every policy logs, then
 * with several of other kinds. `mark` is random hexadecimal text.
 */
export async function proveNode(
  node: Node,
  marking: Marking,
  mark: string,
  signal: AbortSignal,
): Promise<ProofOutcome> {
  const name = `kind-audit-proof-${mark}`;
  const one = await findMarked(node, marking, name, markedRequests(name).slice(0, 1), signal);
  if (one.proven || one.line !== null) return one;
  const several = await findMarked(node, marking, `${name}-2`, markedRequests(`${name}-2`), signal);
  if (several.proven || several.line !== null) return several;
  return { ...several, requests: one.requests + several.requests, answered: one.answered + several.answered };
}

/** Makes the requests, all of which carry the mark, and looks for the first of them. */
export async function findMarked(
  node: Node,
  { log, at = '' }: Marking,
  mark: string,
  requests: readonly MarkedRequest[],
  signal?: AbortSignal,
): Promise<ProofOutcome> {
  const words = requests.map(({ as, verb, path }) => `${as === 'anonymous' ? as : verb} ${path}`);
  const ran = await node.run(
    ['bash', '-c', proveScript, 'proof', mark, log, ADMIN_KUBECONFIG, at, ...words],
    signal === undefined ? {} : { signal },
  );
  if (ran.exitCode === 0) {
    const found = parseProof(ran.stdout);
    return found ?? { proven: false, requests: 1, answered: 1, line: ran.stdout.trim() };
  }
  if (ran.exitCode !== 1) throw commandFailed(ran, `cannot make a marked request in ${node.name}`);
  const answered = Number(/^answered (\d+)$/m.exec(ran.stdout)?.[1] ?? 0);
  return { proven: false, requests: requests.length, answered, line: null };
}

/** The event in a line; null for a line that is none. What is no text there is left out. */
function parseProof(line: string): ProofOutcome | null {
  const event = fieldsOf(jsonOf(line));
  const auditID = textOf(event['auditID']);
  if (auditID === '') return null;
  const [verb = '', requestURI = '', level = ''] = ['verb', 'requestURI', 'level'].map((name) => textOf(event[name]));
  const user = fieldsOf(event['user']);
  const groups = textsOf(user['groups']);
  return { proven: true, auditID, verb, requestURI, level, user: textOf(user['username']), groups };
}
