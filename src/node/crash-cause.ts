// Why an API server stopped: its own words mapped to a cause, a place in the policy, and a fix.
import { diagnosticAt, type Diagnostic } from '../core/diagnostic.ts';
import { policyErrors, loadWithPlaces, type PolicySource } from '../policy/load/load.ts';
import { parsePath, placeOf } from '../policy/text/tree.ts';

export interface CrashCause {
  /** The server's own words, shortened to the message. */
  readonly summary: string;
  /** What to change. */
  readonly fix: string;
  /** Waiting will not help: the arguments or files are wrong. */
  readonly lasting: boolean;
  /** The place in the policy that is at fault. */
  readonly diagnostic?: Diagnostic;
}

/** Whose server it is, for the commands in a fix. */
export interface ServerPlace {
  readonly cluster: string;
  readonly node: string;
}

interface CauseRow {
  readonly pattern: RegExp;
  /** What to do; `inNode` makes the command that runs a command in the node. */
  readonly fix: (inNode: (command: string) => string) => string;
  readonly lasting: boolean;
}

const lasting = (pattern: RegExp, fix: CauseRow['fix']): CauseRow => ({ pattern, fix, lasting: true });

const readLog = (inNode: (command: string) => string): string =>
  `its last lines: ${inNode("bash -c 'tail -n 20 /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log'")}`;

// The first row that matches decides.
const rows: readonly CauseRow[] = [
  lasting(
    /audit policy file.*is a directory|read .*policy.*: is a directory/,
    () => 'the policy is a folder: remove it, and write the policy as a file in its place',
  ),
  lasting(
    /audit policy file.*no such file/,
    (inNode) =>
      `the policy is not where --audit-policy-file says: ${inNode('grep -n audit- /etc/kubernetes/manifests/kube-apiserver.yaml')}`,
  ),
  lasting(
    /unknown group version field audit\.k8s\.io\/__internal/,
    () => 'the policy is empty or has no apiVersion: write apiVersion: audit.k8s.io/v1',
  ),
  lasting(/no kind ".*" is registered for version/, () => 'write apiVersion: audit.k8s.io/v1 and kind: Policy'),
  lasting(/loaded illegal policy with 0 rules/, () => 'add at least one rule, for instance - level: Metadata'),
  lasting(/loading audit policy file/, () => 'fix the policy'),
  lasting(
    /unknown flag|invalid argument|bad flag syntax|flag needs an argument|invalid audit .* mode|allowed (?:modes|formats) are/,
    (inNode) => `correct the argument: ${inNode('grep -n audit- /etc/kubernetes/manifests/kube-apiserver.yaml')}`,
  ),
  lasting(
    /(?:audit|ensureLogFile).*read-only file system/,
    (inNode) => `the folder of the log is read-only: ${inNode('mount -o remount,rw,bind /var/log/kubernetes')}`,
  ),
  lasting(
    /(?:audit|ensureLogFile).*operation not permitted/,
    (inNode) => `the log is immutable: ${inNode("bash -c 'chattr -i -a /var/log/kubernetes /var/log/kubernetes/*'")}`,
  ),
  lasting(
    /(?:audit[- ]log|ensureLogFile).*(?:permission denied|is a directory|not a directory|no space left|quota exceeded)|can't open new logfile/,
    (inNode) =>
      `the log needs a writable folder with free space: ${inNode("bash -c 'ls -la /var/log/kubernetes; df -h /var/log/kubernetes'")}`,
  ),
  lasting(
    /hostPath type check failed/,
    (inNode) =>
      `the type of a hostPath does not match what is there: ${inNode('grep -n -A 3 hostPath /etc/kubernetes/manifests/kube-apiserver.yaml')}`,
  ),
  lasting(
    /address already in use/,
    (inNode) =>
      `another program listens at its port: ${inNode("ss --listening --tcp --numeric --processes 'sport = :6443'")}`,
  ),
  lasting(
    /\/etc\/kubernetes\/pki\/\S+|failed to find any PEM|private key does not match/,
    (inNode) =>
      `a certificate or its key is missing or broken: ${inNode('ls -la /etc/kubernetes/pki /etc/kubernetes/pki/etcd')}`,
  ),
  // etcd starts at the same time as the API server; a first attempt that comes too early is normal.
  {
    pattern: /connection refused|context deadline exceeded|etcd/,
    lasting: false,
    fix: (inNode) => `look at etcd: ${inNode("bash -c 'tail -n 20 /var/log/pods/kube-system_etcd-*/etcd/*.log'")}`,
  },
];

/** Finds the cause; `policy` is the policy in effect, where it is known. */
export function explainCrash(words: string, policy: PolicySource | null, { cluster, node }: ServerPlace): CrashCause {
  const inNode = (command: string): string => `kind-audit shell --name ${cluster} --node ${node} -- ${command}`;
  const { fix, lasting: isLasting } = rows.find(({ pattern }) => pattern.test(words)) ?? {
    fix: readLog,
    lasting: false,
  };
  const summary = words.replace(/: from file \S+$/, '');
  const diagnostic = policy !== null && words.includes('audit policy file') ? locate(summary, policy) : undefined;
  return { summary, fix: fix(inNode), lasting: isLasting, ...(diagnostic === undefined ? {} : { diagnostic }) };
}

/** The place that the server's message names; else the first error of our own check. */
function locate(words: string, policy: PolicySource): Diagnostic | undefined {
  const own = policyErrors(policy)[0];
  const named = /\b(?:rules\[\d+\]|omitStages\[\d+\])[\w.[\]]*/.exec(words)?.[0];
  if (named === undefined) return own;
  try {
    const { tree, text } = loadWithPlaces(policy);
    const range = placeOf(tree, parsePath(named));
    const message = words.replace(/^loading audit policy file: /, '');
    const placed = diagnosticAt(text, range, { id: 'api-server', severity: 'error', message });
    return own?.line === placed.line && own.help !== undefined ? { ...placed, help: own.help } : placed;
  } catch {
    return own;
  }
}
