// A closer look into a node than the survey, gathered with one command: the input of the doctor's other checks.
import type { Clock, Node } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { clusterOfNode } from '../kind/cluster-name.ts';
import { parseKubeadmConfig, type KubeadmConfig } from '../kind/kubeadm-config.ts';
import { KEPT_OUTPUT } from '../kind/log-names.ts';
import { LOG_FILE, POLICY_FILE } from '../kind/paths.ts';
import inspectScript from './scripts/inspect.sh';
import type { PolicySource } from '../policy/load/load.ts';
import { decodePolicyBytes } from '../policy/text/decode-bytes.ts';
import { decoded, parseSections } from './sections.ts';
import { parseStat, type ManifestRead, type NodePath } from './survey.ts';

/** Bytes of the largest policy that is read. */
export const LARGEST_POLICY = 8 * 1024 * 1024;

export interface Inspection {
  /** The node's clock, and this host's before and after it was read; milliseconds since 1970. */
  readonly clock: { readonly node: number; readonly before: number; readonly after: number };
  /** The text of /kind/version, for instance v1.36.3. */
  readonly version: string | null;
  /** What kubeadm was configured with when the node was made. */
  readonly kubeadm: KubeadmConfig | null;
  /** Every non-dot file of the manifests folder. */
  readonly manifests: readonly { readonly file: string; readonly text: string }[];
  /** `root` is the path on the engine's file system; "//deleted" ends that of a replaced file. */
  readonly mounts: readonly { readonly root: string; readonly point: string; readonly options: string }[];
  /** The policy in the node; null where there is none, and where it is too large to be read. */
  readonly policySource: PolicySource | null;
  /** The API server's process; null when none runs. */
  readonly server: { readonly pid: number; readonly startedAt: number; readonly args: readonly string[] } | null;
  /** The policy as the API server's own container sees it; null when none runs. */
  readonly seenPolicy: NodePath | null;
  /** The first time stamp in the newest `bytes` of the log, milliseconds since 1970. */
  readonly recent: { readonly bytes: number; readonly since: number } | null;
  /** Logs of places that the log had before, which no server writes or removes any more. */
  readonly former: { readonly files: number; readonly bytes: number };
  readonly logFolderWritable: boolean;
  /** Free bytes by path. */
  readonly disks: readonly { readonly path: string; readonly freeBytes: number; readonly usedPercent: number }[];
  readonly inotify: { readonly instances: number; readonly watches: number };
  readonly cgroupVersion: 1 | 2 | null;
  /** The kubelet's setting; null when it is not set. */
  readonly failCgroupV1: boolean | null;
  /** The server's warning about keys of the policy that it ignores. */
  readonly lenient: string | null;
  /** The type of what is at each hostPath of the pod, as `stat` prints it; null for nothing. */
  readonly hostPaths: ReadonlyMap<string, string | null>;
}

/** Milliseconds. */
const ANSWER_MS = 10_000;

/** Looks into a node. Throws a Problem when it takes too long: a part of the answer says nothing of the rest. */
export async function inspectNode(
  node: Node,
  { manifest, policyPath, logPath }: ManifestRead,
  clock: Pick<Clock, 'now'>,
  signal: AbortSignal,
): Promise<Inspection> {
  const inContainer = manifest?.args.get('audit-policy-file') ?? POLICY_FILE;
  const hostPaths = (manifest?.volumes ?? []).map(({ path }) => path);
  const argv = [
    'bash',
    '-c',
    inspectScript,
    'inspect',
    policyPath,
    logPath,
    inContainer,
    String(LARGEST_POLICY),
    LOG_FILE,
    KEPT_OUTPUT,
    ...hostPaths,
  ];
  const before = clock.now().getTime();
  const ran = await node.run(argv, { timeoutMs: ANSWER_MS, signal });
  // The first part of what a node prints may hold the first part of a policy, which is another policy.
  if (ran.timedOut)
    throw new Problem('engine-unreachable', `the look into ${node.name} was not done within ${ANSWER_MS / 1000} s`, {
      hint: `kind-audit doctor --name ${clusterOfNode(node.name)}`,
    });
  return parseInspection(ran.stdout, { before, after: clock.now().getTime() }, inContainer);
}

/** Parses the script's output. */
export function parseInspection(
  text: string,
  host: { readonly before: number; readonly after: number },
  inContainer: string,
): Inspection {
  const sections = parseSections(text);
  const lines = (name: string): readonly string[] => sections.get(name) ?? [];
  const first = (name: string): string | undefined => lines(name)[0];
  const fields = (name: string): string[][] => lines(name).map((line) => line.split('\t'));
  const now = Number(first('now') ?? 0) * 1000;
  const [pid, age] = lines('server');
  const [bytes, since] = lines('recent');
  const [instances, watches] = lines('inotify');
  const [files, formerBytes] = lines('former');
  const cgroup = first('cgroup');
  const failCgroupV1 = /failCgroupV1:\s*(true|false)/.exec(first('kubelet') ?? '')?.[1];
  return {
    clock: { node: now, ...host },
    version: first('version') ?? null,
    kubeadm: parseKubeadmConfig(decoded(first('kubeadm')) ?? ''),
    manifests: fields('manifests').map(([file = '', base64]) => ({ file, text: decoded(base64) ?? '' })),
    mounts: fields('mounts').map(([root = '', point = '', options = '']) => ({ root, point, options })),
    policySource: sourceOf(first('policy')),
    server:
      pid === undefined
        ? null
        : { pid: Number(pid), startedAt: now / 1000 - Number(age ?? 0), args: lines('arguments') },
    seenPolicy: pid === undefined ? null : parseStat(inContainer, first('seen'), lines('seen')[1] ?? ''),
    recent:
      since === undefined || Number.isNaN(Date.parse(since))
        ? null
        : { bytes: Number(bytes), since: Date.parse(since) },
    former: { files: Number(files ?? 0), bytes: Number(formerBytes ?? 0) },
    logFolderWritable: first('writable') !== 'no',
    disks: fields('disks').map(([path = '', free, used]) => ({
      path,
      freeBytes: Number(free) * 1024,
      usedPercent: Number.parseInt(used ?? '0', 10),
    })),
    inotify: { instances: Number(instances ?? 0), watches: Number(watches ?? 0) },
    cgroupVersion: cgroup === undefined ? null : cgroup === 'cgroup2fs' ? 2 : 1,
    failCgroupV1: failCgroupV1 === undefined ? null : failCgroupV1 === 'true',
    lenient: first('lenient') ?? null,
    hostPaths: new Map(fields('paths').map(([path = '', type = '']) => [path, type === '' ? null : type])),
  };
}

/** A policy from its bytes as base64: its text, or the bytes where they cannot be decoded. */
function sourceOf(base64: string | undefined): PolicySource | null {
  if (base64 === undefined || base64 === '') return null;
  const bytes = Buffer.from(base64, 'base64');
  const { text, broken } = decodePolicyBytes(bytes);
  return broken === null ? text : bytes;
}
