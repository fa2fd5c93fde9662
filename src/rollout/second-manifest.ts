// The manifest of the second API server, made from that of the first.
import { changeoverArguments } from '../kind/audit-settings.ts';
import { dropFlags, editManifest } from '../kind/edit-manifest.ts';
import { flagsOf } from '../kind/flags.ts';
import type { Pod, PodContainer } from '../kind/pod-manifest.ts';
import { folderOf } from '../core/path.ts';
import { CHANGE_DIR, SECOND_NAME, SECOND_POLICY, SECOND_PORT } from './names.ts';

/** Where the container of the second server sees its log's folder. */
const LOGS_IN_CONTAINER = '/var/log/kind-audit';

export interface SecondServer {
  /** The path of its own log in the node; null where nothing is audited. */
  readonly log: string | null;
}

/** Arguments that the second server must not share with the first. */
const ownArguments = new Set([
  'secure-port',
  'endpoint-reconciler-type',
  'audit-policy-file',
  'audit-log-path',
  'audit-log-maxage',
  'audit-log-maxbackup',
  'audit-log-maxsize',
  'audit-log-compress',
  'permit-port-sharing',
  'goaway-chance',
  'shutdown-watch-termination-grace-period',
]);

/** MiB: it writes for one or two minutes, so that it never rotates. */
const NO_ROTATION = '1048576';

/**
 * Makes it from the manifest that the first server is about to get. It listens on a port of its own, does not write its
 * address into the endpoint of the service "kubernetes" (the two would write different ports in turn), and reads its policy
 * from CHANGE_DIR.
 */
export function secondManifest(first: string, { log }: SecondServer): string {
  return editManifest(first, (pod, container) => {
    pod.metadata = {
      ...pod.metadata,
      name: SECOND_NAME,
      labels: { ...pod.metadata?.labels, component: SECOND_NAME },
      annotations: {},
    };
    dropFlags(container, ({ name }) => ownArguments.has(name));
    const own: Record<string, string> = {
      'secure-port': String(SECOND_PORT),
      'endpoint-reconciler-type': 'none',
      ...changeoverArguments(container.image ?? null),
      ...(log === null
        ? {}
        : {
            'audit-policy-file': SECOND_POLICY,
            'audit-log-path': `${LOGS_IN_CONTAINER}/${log.slice(log.lastIndexOf('/') + 1)}`,
            'audit-log-maxsize': NO_ROTATION,
            'audit-log-maxage': '0',
            'audit-log-maxbackup': '0',
          }),
    };
    const words = (container.args?.length ?? 0) > 0 ? (container.args ??= []) : (container.command ??= []);
    words.push(...Object.entries(own).map(([name, value]) => `--${name}=${value}`));
    delete container.ports;
    // It needs no share of the node of its own for one or two minutes.
    delete container.resources;
    setProbePorts(container);
    if (log !== null) {
      addFolder(pod, container, { name: 'kind-audit-change', path: CHANGE_DIR, mountPath: CHANGE_DIR, readOnly: true });
      addFolder(pod, container, {
        name: 'kind-audit-log',
        path: folderOf(log),
        mountPath: LOGS_IN_CONTAINER,
        readOnly: false,
      });
    }
  });
}

/** Manifests of kubeadm 1.35 and newer name the port, and the name goes with the ports. */
function setProbePorts(container: PodContainer): void {
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const get = container[probe]?.httpGet;
    if (get !== undefined && get !== null) get.port = SECOND_PORT;
  }
}

interface Folder {
  readonly name: string;
  readonly path: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

function addFolder(pod: Pod, container: PodContainer, { name, path, mountPath, readOnly }: Folder): void {
  (container.volumeMounts ??= []).push({ name, mountPath, ...(readOnly ? { readOnly } : {}) });
  ((pod.spec ??= {}).volumes ??= []).push({ name, hostPath: { path, type: 'DirectoryOrCreate' } });
}

/** The manifest of a first server with the arguments for a change that it lacks: the next one finds them in effect. */
export function withChangeoverArguments(first: string): string {
  return editManifest(first, (_pod, container) => {
    const there = new Set(flagsOf([...(container.command ?? []), ...(container.args ?? [])]).map(({ name }) => name));
    for (const [name, value] of Object.entries(changeoverArguments(container.image ?? null)))
      if (!there.has(name)) (container.command ??= []).push(`--${name}=${value}`);
  });
}
