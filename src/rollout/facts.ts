// What a change needs to know of a control plane, gathered with one command.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { nodePathOf, parseApiServerManifest, type ApiServerManifest } from '../kind/api-server-manifest.ts';
import { ADMIN_KUBECONFIG, API_SERVER_MANIFEST } from '../kind/paths.ts';
import { readManifestText } from '../node/replace-manifest.ts';
import { decoded, parseSections } from '../node/sections.ts';
import { CHANGE_DIR, KEEP_ENDPOINT, SECOND_MANIFEST, TABLE } from './names.ts';
import type { ServedAt } from './redirect.ts';
import factsScript from './scripts/facts.sh';

/** A control plane before, or in the middle of, a change. */
export interface NodeFacts {
  readonly node: string;
  readonly manifestText: string | null;
  readonly manifest: ApiServerManifest | null;
  /** Bytes of memory that are available to one more server. */
  readonly memory: number;
  readonly hasNft: boolean;
  /** The first server answers ok on the node's loopback. */
  readonly ready: boolean;
  /** What an earlier change left: the second server's manifest, the folder, the redirect, the admission policy. */
  readonly left: {
    readonly second: boolean;
    readonly folder: boolean;
    readonly redirect: boolean;
    readonly keptEndpoint: boolean;
  };
  readonly servedAt: ServedAt;
  /** Who the administrator's kubeconfig of the node is; null where that could not be read. */
  readonly administrator: { readonly user: string; readonly groups: readonly string[] } | null;
  /** ValidatingAdmissionPolicy is served. */
  readonly hasAdmissionPolicies: boolean;
  /** All nodes that the API server knows; empty where it does not answer. */
  readonly nodes: readonly string[];
  /** The ClusterConfiguration in the cluster; null where it could not be read. */
  readonly kubeadm: string | null;
}

const DEFAULT_PORT = 6443;

/** Looks; throws a Problem where the node does not answer. */
export async function readFacts(node: Node, signal?: AbortSignal): Promise<NodeFacts> {
  const port = portOf(await readManifestText(node));
  const argv = [
    'bash',
    '-c',
    factsScript,
    'facts',
    API_SERVER_MANIFEST,
    ADMIN_KUBECONFIG,
    SECOND_MANIFEST,
    CHANGE_DIR,
    TABLE,
    KEEP_ENDPOINT,
    String(port),
  ];
  const ran = await node.run(argv, { timeoutMs: 40_000, ...(signal === undefined ? {} : { signal }) });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot look at ${node.name}`);
  return parseFacts(node.name, ran.stdout);
}

function portOf(text: string | null): number {
  const port = Number((text === null ? null : parseApiServerManifest(text))?.args.get('secure-port') ?? DEFAULT_PORT);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : DEFAULT_PORT;
}

/** Parses the script's output. */
export function parseFacts(node: string, text: string): NodeFacts {
  const sections = parseSections(text);
  const lines = (name: string): readonly string[] => sections.get(name) ?? [];
  const first = (name: string): string => lines(name)[0] ?? '';
  const manifestText = decoded(first('manifest'));
  const manifest = manifestText === null ? null : parseApiServerManifest(manifestText);
  const [serviceAddress = '', servicePort = ''] = first('service').split(' ');
  return {
    node,
    manifestText,
    manifest,
    memory: Math.min(...lines('memory').map(Number).filter(Number.isFinite), Number.MAX_SAFE_INTEGER),
    hasNft: first('nft') !== '',
    ready: first('ready') === 'ok',
    left: {
      second: first('second') !== '',
      folder: first('change') !== '',
      redirect: first('redirect') !== '',
      keptEndpoint: first('kept') !== '',
    },
    servedAt: {
      port: portOf(manifestText),
      address: addressOr(manifest?.args.get('advertise-address') ?? first('address').split(' ')[0] ?? ''),
      service: isAddress(serviceAddress) ? { address: serviceAddress, port: Number(servicePort) } : null,
    },
    administrator: subjectOf(lines('user')),
    hasAdmissionPolicies: first('admission') !== '',
    nodes: lines('nodes'),
    kubeadm: decoded(first('kubeadm')),
  };
}

/** The text where it is an address, else "". */
function addressOr(text: string): string {
  return isAddress(text) ? text : '';
}

/** What goes into a rule of nftables is an address and nothing else. */
function isAddress(text: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*:[\da-f:]*)$/i.test(text);
}

/** The common name is the user, each organization a group. Source: k8s.io/apiserver pkg/authentication/request/x509. */
function subjectOf(lines: readonly string[]): NodeFacts['administrator'] {
  const values = (field: string): string[] =>
    lines.flatMap((line) => {
      const [, name, value] = /^\s*(\w+)\s*= (.*)$/.exec(line) ?? [];
      return name === field && value !== undefined ? [value] : [];
    });
  const user = values('commonName')[0];
  return user === undefined ? null : { user, groups: [...values('organizationName'), 'system:authenticated'] };
}

/** Where the first server's log is in the node; null where it writes none, or to its standard output. */
export function logInNode({ manifest }: Pick<NodeFacts, 'manifest'>): string | null {
  const path = manifest?.args.get('audit-log-path') ?? '';
  return path === '' || path === '-' || manifest === null ? null : nodePathOf(manifest, path);
}
