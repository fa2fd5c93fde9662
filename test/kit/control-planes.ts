// Control planes in memory: a manifest, a server that reads its policy when it starts, and the scripts that change both.
import type { Ran, RunOptions } from '../../src/core/ports.ts';
import { API_SERVER_MANIFEST, MANIFESTS_DIR } from '../../src/kind/paths.ts';
import type { NodeScript } from './engine.ts';

/** A node of this kind: what lies in it, and its server. */
export interface FakeControlPlane {
  /** Path to text. */
  readonly files: Map<string, string>;
  /** The policy that the server has read; null for one that audits nothing, undefined for one that is dead. */
  policy: string | null | undefined;
  /** How often the server was started. */
  starts: number;
  /** Whether a server starts from this manifest. */
  accepts: (manifest: string) => boolean;
}

export interface ControlPlanesOptions {
  readonly names: readonly string[];
  readonly manifest: string | null;
  /** The policy as the nodes see it now; null where no file is. */
  readonly deployed: () => string | null;
  /** Whether a server of this node starts with this policy. */
  readonly works?: (policy: string, node: string) => boolean;
}

/** Makes the nodes, each with a server that runs on what is deployed, and the script by which they answer. */
export function controlPlanes({ names, manifest, deployed, works = () => true }: ControlPlanesOptions): {
  readonly nodes: ReadonlyMap<string, FakeControlPlane>;
  readonly script: NodeScript;
} {
  const nodes = new Map<string, FakeControlPlane>();
  for (const name of names)
    nodes.set(name, {
      files: new Map(manifest === null ? [] : [[API_SERVER_MANIFEST, manifest]]),
      policy: deployed(),
      starts: 0,
      accepts: () => true,
    });
  const start = (node: FakeControlPlane, name: string): void => {
    node.starts += 1;
    const audits = node.files.get(API_SERVER_MANIFEST)?.includes('--audit-policy-file') === true;
    const policy = audits ? deployed() : null;
    if (!node.accepts(node.files.get(API_SERVER_MANIFEST) ?? '')) node.policy = undefined;
    else node.policy = !audits || (policy !== null && works(policy, name)) ? policy : undefined;
  };
  const script = (
    name: string,
    argv: readonly string[],
    { stdin = '' }: RunOptions,
  ): string | Partial<Ran> | undefined => {
    const node = nodes.get(name);
    if (node === undefined) throw new Error(`there is no node ${name}`);
    const { files } = node;
    if (argv[0] === 'cat')
      return files.get(argv[1] ?? '') ?? { exitCode: 1, stderr: `cat: ${argv[1]}: No such file or directory` };
    const [, , , what = '', ...args] = argv;
    if (what === 'replace') {
      const old = files.get(API_SERVER_MANIFEST);
      const kept = `${args[1]}/kube-apiserver.yaml`;
      if (old !== undefined && !files.has(kept)) files.set(kept, old);
      files.set(API_SERVER_MANIFEST, stdin);
      start(node, name);
      return 'before /var/log/pods/old\n';
    }
    if (what === 'wait') return { exitCode: node.policy === undefined ? 2 : 0 };
    if (what === 'ready') return { exitCode: node.policy === undefined ? 1 : 0 };
    if (what === 'move') {
      const [from = '', to = '', ...moved] = args;
      for (const each of moved) move(files, `${from}/${each}`, `${to}/${each}`);
      return moved
        .filter((each) => files.has(`${from}/${each}`))
        .map((each) => `${each}\n`)
        .join('');
    }
    if (what === 'fresh') return freshManifest;
    return '';
  };
  return { nodes, script };
}

const freshManifest = 'spec: {containers: [{command: [kube-apiserver]}]}\n';

/** Never over a file that is there. */
function move(files: Map<string, string>, from: string, to: string): void {
  const text = files.get(from);
  if (text === undefined || files.has(to)) return;
  files.set(to, text);
  files.delete(from);
}

/** What a node has in its manifests folder, by name. */
export function manifestsOf({ files }: FakeControlPlane): readonly string[] {
  return [...files.keys()]
    .filter((path) => path.startsWith(`${MANIFESTS_DIR}/`))
    .map((path) => path.slice(MANIFESTS_DIR.length + 1));
}
