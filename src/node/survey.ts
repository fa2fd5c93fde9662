// What one node shows of its API server's auditing, gathered with two commands.
import type { Node, Ran } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { nodePathOf, parseApiServerManifest, type ApiServerManifest } from '../kind/api-server-manifest.ts';
import { faultText, readPod } from '../kind/pod-manifest.ts';
import { clusterOfNode } from '../kind/cluster-name.ts';
import { ADMIN_KUBECONFIG, API_SERVER_MANIFEST, LOG_FILE, POLICY_FILE } from '../kind/paths.ts';
import statScript from './scripts/stat.sh';

/** How long a read-only command in a node may take, in milliseconds. */
const ANSWER_MS = 10_000;

/** A path in the node. */
export interface NodePath {
  readonly path: string;
  /** As `stat` names it: "regular file", "directory", …; null when nothing is there. */
  readonly type: string | null;
  /** Bytes. */
  readonly size: number;
  /** Unix time of the last change, seconds. */
  readonly modified: number;
  /** 0 when the file that is mounted here was replaced on the host. */
  readonly links: number;
  /** Where a symbolic link leads; null for a path that is none. */
  readonly target: string | null;
  readonly sha256: string | null;
}

export interface NodeSurvey {
  readonly manifest: ApiServerManifest | null;
  /** The text of the file; null where there is none. */
  readonly manifestText: string | null;
  /** Why there is no manifest, with the place in the text; null where there is one. */
  readonly manifestFault: string | null;
  readonly policy: NodePath;
  readonly log: NodePath;
  /** kubeadm has written the administrator's kubeconfig, which it does near its end. */
  readonly kubeadmFinished: boolean;
}

/** The manifest as text and as a value, and where the node keeps the two files that it names. */
export type ManifestRead = Pick<NodeSurvey, 'manifest' | 'manifestText' | 'manifestFault'> & {
  readonly policyPath: string;
  readonly logPath: string;
};

/** Reads the manifest of a node's API server; throws a Problem where the node is stopped or does not answer. */
export async function readManifest(node: Node): Promise<ManifestRead> {
  const read = await ask(node, ['cat', API_SERVER_MANIFEST]);
  const manifestText = read.exitCode === 0 ? read.stdout : null;
  const manifest = manifestText === null ? null : parseApiServerManifest(manifestText);
  return {
    manifest,
    manifestText,
    manifestFault: manifest === null ? whyNoManifest(manifestText, read.stderr) : null,
    policyPath: pathInNode(manifest, 'audit-policy-file', POLICY_FILE),
    logPath: pathInNode(manifest, 'audit-log-path', LOG_FILE),
  };
}

/** What is wrong with a manifest that is not one; `words` are those of the program that read it. */
function whyNoManifest(text: string | null, words: string): string {
  if (text === null) return `${API_SERVER_MANIFEST} ${/is a directory/i.test(words) ? 'is a folder' : 'is not there'}`;
  const read = readPod(text);
  return faultText(API_SERVER_MANIFEST, 'pod' in read ? { message: 'is not a pod' } : read);
}

/** Surveys a node, whose manifest may have been read already. */
export async function surveyNode(node: Node, read?: ManifestRead): Promise<NodeSurvey> {
  const { policyPath, logPath, ...found } = read ?? (await readManifest(node));
  const stats = (
    await ask(node, ['bash', '-c', statScript, 'stat', policyPath, logPath, ADMIN_KUBECONFIG])
  ).stdout.split('\n');
  return {
    ...found,
    policy: parseStat(policyPath, stats[0], stats[1]),
    log: parseStat(logPath, stats[2], stats[3]),
    kubeadmFinished: parseStat(ADMIN_KUBECONFIG, stats[4]).size > 0,
  };
}

/** Runs a command that is quick in any working node; throws a Problem when it takes too long. */
async function ask(node: Node, argv: readonly string[]): Promise<Ran> {
  const ran = await node.run(argv, { timeoutMs: ANSWER_MS });
  if (!ran.timedOut) return ran;
  throw new Problem('engine-unreachable', `the node ${node.name} did not answer within ${ANSWER_MS / 1000} s`, {
    hint: `kind-audit status --name ${clusterOfNode(node.name)}`,
  });
}

/** Where the node keeps what the API server sees at an argument's path. */
function pathInNode(manifest: ApiServerManifest | null, argument: string, byDefault: string): string {
  const path = manifest?.args.get(argument) ?? byDefault;
  return manifest === null ? path : (nodePathOf(manifest, path) ?? path);
}

/** Reads "type|size|time|links|target", and the checksum after it. */
export function parseStat(path: string, stat = '|0|0|1', sha256 = ''): NodePath {
  const [type = '', size, modified, links, ...target] = stat.split('|');
  return {
    path,
    type: type === '' ? null : type.replace('regular empty file', 'regular file'),
    size: Number(size),
    modified: Number(modified),
    links: Number(links),
    target: target.join('|') || null,
    sha256: sha256 === '' ? null : sha256,
  };
}
