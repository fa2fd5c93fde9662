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

interface CauseRow {
  readonly pattern: RegExp;
  readonly fix: string;
  readonly lasting: boolean;
}

// The first row that matches decides.
const rows: readonly CauseRow[] = [
  {
    pattern: /audit policy file.*is a directory|read .*policy.*: is a directory/,
    lasting: true,
    fix: 'the policy is a folder: remove it, write the policy as a file, and create the cluster again',
  },
  {
    pattern: /audit policy file.*no such file/,
    lasting: true,
    fix: 'the policy is not where --audit-policy-file says: check the mounts in kind-config.yaml',
  },
  {
    pattern: /unknown group version field audit\.k8s\.io\/__internal/,
    lasting: true,
    fix: 'the policy is empty or has no apiVersion: write apiVersion: audit.k8s.io/v1',
  },
  {
    pattern: /no kind ".*" is registered for version/,
    lasting: true,
    fix: 'write apiVersion: audit.k8s.io/v1 and kind: Policy',
  },
  {
    pattern: /loaded illegal policy with 0 rules/,
    lasting: true,
    fix: 'add at least one rule, for instance - level: Metadata',
  },
  { pattern: /loading audit policy file/, lasting: true, fix: 'fix the policy, then create the cluster again' },
  {
    pattern: /unknown flag|invalid argument|bad flag syntax/,
    lasting: true,
    fix: 'fix the argument in kind-config.yaml',
  },
  {
    pattern: /audit[- ]log.*(?:permission denied|is a directory|read-only)|can't open new logfile/,
    lasting: true,
    fix: 'the log needs a writable folder: check the mounts in kind-config.yaml',
  },
  {
    pattern: /hostPath type check failed/,
    lasting: true,
    fix: 'the pathType in kind-config.yaml does not match what is there: DirectoryOrCreate for folders, File for files',
  },
  // etcd starts at the same time as the API server; a first attempt that comes too early is normal.
  {
    pattern: /connection refused|context deadline exceeded|etcd/,
    lasting: false,
    fix: 'look at etcd: kind-audit shell, then ls /var/log/pods',
  },
];

const unknownCause: Omit<CauseRow, 'pattern'> = {
  lasting: false,
  fix: 'run again with --retain, then kind-audit shell and look into /var/log/pods',
};

/** Finds the cause; `policyText` is the policy in effect, where it is known. */
export function explainCrash(words: string, policyText: PolicySource | null): CrashCause {
  const { fix, lasting } = rows.find(({ pattern }) => pattern.test(words)) ?? unknownCause;
  const summary = words.replace(/: from file \S+$/, '');
  const diagnostic =
    policyText !== null && words.includes('audit policy file') ? locate(summary, policyText) : undefined;
  return { summary, fix, lasting, ...(diagnostic === undefined ? {} : { diagnostic }) };
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
