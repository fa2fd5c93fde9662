// What an API server depends on in its node, gathered with one command: services, addresses, certificates, etcd, its files.
import type { Node } from '../core/ports.ts';
import { ADMIN_KUBECONFIG, API_SERVER_MANIFEST } from '../kind/paths.ts';
import vitalsScript from './scripts/vitals.sh';
import { parseSections } from './sections.ts';
import type { ManifestRead } from './survey.ts';

/** A certificate of the control plane, by kubeadm's name of its file: "apiserver", "etcd/server", "admin.conf". */
export interface Certificate {
  readonly name: string;
  readonly there: boolean;
  /** Milliseconds since 1970; null where the file holds no certificate. */
  readonly ends: number | null;
}

/** A file that an API server has open for writing: its audit log. */
export interface OpenFile {
  readonly pid: number;
  readonly fd: number;
  /** Device and inode. */
  readonly identity: string;
  /** As the kernel names it; " (deleted)" ends the name of a removed one. */
  readonly path: string;
}

export interface Vitals {
  /**
   * systemd's word for each service: active, inactive, failed, activating; empty where there is none; "restarting" for
   * one that ends again and again, whatever its word of the moment.
   */
  readonly units: ReadonlyMap<string, string>;
  readonly addresses: readonly string[];
  /** The address that the node had when it started; null where its image notes none. */
  readonly addressAtStart: string | null;
  /** The node's clock, milliseconds since 1970. */
  readonly now: number;
  readonly certificates: readonly Certificate[];
  readonly etcdRuns: boolean;
  /** The kubelet's back-off before it starts etcd, as it writes it: "2m40s"; null without one. */
  readonly etcdBackOff: string | null;
  /** Every process of an API server, and its age in seconds. */
  readonly servers: readonly { readonly pid: number; readonly age: number }[];
  /** When the manifest was put into place, seconds since 1970; null where there is none. */
  readonly manifestChanged: number | null;
  /** Who listens at the API server's port, as `ss` prints it. */
  readonly port: readonly string[];
  /** What /readyz?verbose answers, or what the client says. */
  readonly readyz: readonly string[];
  /** Lines of the kubelet about itself, since the node started. */
  readonly kubelet: readonly string[];
  /** The kubelet's newest words about a manifest that it cannot read, by the file's name. */
  readonly faults: ReadonlyMap<string, string>;
  /** The kubelet's newest line about a back-off of this API server; null without one. */
  readonly backOff: string | null;
  /** Device and inode of the log that the node has; null where there is none. */
  readonly logIdentity: string | null;
  readonly open: readonly OpenFile[];
  /** Why the log cannot be opened for writing, in the system's words; null where it can. */
  readonly appendError: string | null;
  /** The attributes of the log and its folder, by path, as `lsattr` prints them; empty where there is no such program. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The API server's newest words about events that it could not write; null without any. */
  readonly refused: string | null;
}

/** Looks into a node. */
export async function readVitals(node: Node, { logPath }: ManifestRead, signal: AbortSignal): Promise<Vitals> {
  const argv = ['bash', '-c', vitalsScript, 'vitals', API_SERVER_MANIFEST, logPath, ADMIN_KUBECONFIG];
  return parseVitals((await node.run(argv, { timeoutMs: 14_000, signal })).stdout);
}

/** Parses the script's output; what is missing in it is taken for well. */
export function parseVitals(text: string): Vitals {
  const sections = parseSections(text);
  const lines = (name: string): readonly string[] => sections.get(name) ?? [];
  const fields = (name: string): string[][] => lines(name).map((line) => line.split('\t'));
  const changed = lines('changed')[0];
  return {
    units: new Map(
      fields('units').map(([unit = '', state = '', restarts = '', age = '']) => [
        unit,
        isRestarting(state, restarts, age) ? 'restarting' : state,
      ]),
    ),
    addresses: lines('addresses'),
    addressAtStart: lines('start')[0] ?? null,
    now: Number(lines('now')[0] ?? 0) * 1000,
    certificates: fields('certificates').map(([name = '', there, ends = '']) => ({
      name,
      there: there === 'yes',
      ends: Number.isNaN(Date.parse(ends)) ? null : Date.parse(ends),
    })),
    etcdRuns: !sections.has('etcd') || lines('etcd').length > 0,
    servers: fields('servers').map(([pid, age]) => ({ pid: Number(pid), age: Number(age) })),
    manifestChanged: changed === undefined ? null : Number(changed),
    port: lines('port'),
    readyz: lines('readyz'),
    kubelet: lines('kubelet'),
    faults: new Map(fields('faults').map(([file = '', line = '']) => [file, kubeletWords(line)])),
    etcdBackOff: backOffIn(lines('etcd-wait')[0]),
    backOff: backOffIn(lines('pod')[0]),
    logIdentity: lines('file')[0] ?? null,
    open: fields('open').map(([pid, fd, identity = '', path = '']) => ({
      pid: Number(pid),
      fd: Number(fd),
      identity,
      path,
    })),
    appendError: lines('append')[0] ?? null,
    attributes: new Map(fields('attributes').map(([attributes = '', path = '']) => [path, attributes])),
    refused: lines('refused')[0] ?? null,
  };
}

/** Seconds after which a service that has been restarted is taken for one that stays. */
const STAYS_AFTER = 20;

/**
 * Whether systemd restarts a service again and again: between two ends it is "active" for a moment. A single restart is
 * none, since anything may end once. systemd forgets the number when a person starts the service.
 */
function isRestarting(state: string, restarts: string, age: string): boolean {
  if (state === 'activating') return Number(restarts) > 0;
  return state === 'active' && Number(restarts) > 1 && age.trim() !== '' && Number(age) < STAYS_AFTER;
}

/** The back-off in a line of the kubelet; null without one. */
function backOffIn(line = ''): string | null {
  return /back-off (\w+) restarting/.exec(line)?.[1] ?? null;
}

/** The err="…" of a line of the kubelet's log, unquoted; else the line. */
export function kubeletWords(line: string): string {
  const quoted = /err="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line;
  return quoted.replaceAll('\\"', '"').replaceAll('\\\\', '\\');
}
