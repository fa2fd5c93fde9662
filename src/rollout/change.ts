// What a change of the auditing is: the policy, and how the manifest of every API server is edited.
import type { Content } from '../core/content.ts';
import { auditArguments, auditVolumes, webhookVolume, type ExtraVolume } from '../kind/audit-settings.ts';
import { dropFlags, editManifest, withAuditing, withoutAuditing } from '../kind/edit-manifest.ts';
import type { LogRotation } from '../core/log-rotation.ts';
import { POLICY_FILE, WEBHOOK_DIR } from '../kind/paths.ts';

/** What the API servers do from then on. The same for every control plane of the cluster. */
export interface Change {
  /** In words, for the plan and the history: "policy audit-policy.yaml". */
  readonly what: string;
  /** The new policy; null leaves the one that there is. */
  readonly policy: Content | null;
  /** Whether anything is audited after it. */
  readonly audits: boolean;
  /** Makes the new manifest of the first server. */
  readonly edit: (manifest: string) => string;
  /** What of it belongs into the ClusterConfiguration of kubeadm; null where nothing changes there. */
  readonly kubeadm: KubeadmChange | null;
  /** Files that each node gets before a server with the change starts there; no server of before reads them. */
  readonly files?: readonly NodeFile[];
}

/** A file for a node. */
export interface NodeFile {
  /** In the node. */
  readonly path: string;
  readonly content: Content;
}

/** Arguments and volumes of the API server, as kubeadm would write them at an upgrade. */
export interface KubeadmChange {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
  readonly volumes: readonly ExtraVolume[];
  /** Paths that no argument names any more, for which volumes were mounted. */
  readonly unmount: readonly string[];
}

/** Where the first servers read their policy, and how it gets there. */
export type PolicyPlace =
  /** A folder of this host that every control plane mounts: one file for all. */
  | { readonly kind: 'host'; readonly file: string; readonly kept: string }
  /** A file of each node's own, for a cluster that kind-audit did not make. */
  | { readonly kind: 'node' };

/** The policy's folder in the nodes of a cluster that kind-audit did not make. */
export const NODE_POLICY_DIR = '/etc/kubernetes/kind-audit';
export const NODE_POLICY = `${NODE_POLICY_DIR}/audit-policy.yaml`;

const nodeVolume: ExtraVolume = {
  name: 'kind-audit-policy',
  hostPath: NODE_POLICY_DIR,
  mountPath: NODE_POLICY_DIR,
  readOnly: true,
  pathType: 'DirectoryOrCreate',
};

/** The path by which the first server names its policy. */
export function policyArgument({ kind }: PolicyPlace): string {
  return kind === 'host' ? POLICY_FILE : NODE_POLICY;
}

/**
 * Another policy, and everything else as it is. `moved`: a server reads another file than that of the place, so that it has
 * to name this one, and to mount its folder.
 */
export function policyChange(policy: Content, source: string, place: PolicyPlace, moved: boolean): Change {
  const moves = moved || place.kind === 'node';
  const set = new Map([['audit-policy-file', policyArgument(place)]]);
  const volumes = place.kind === 'node' ? [nodeVolume] : auditVolumes.filter(({ readOnly }) => readOnly);
  return {
    what: `policy ${source}`,
    policy,
    audits: true,
    edit: (text) => (moves ? withArguments(text, set, volumes) : text),
    kubeadm: moves ? { set, remove: [], volumes, unmount: [] } : null,
  };
}

/** Auditing where there was none. */
export function enableChange(policy: Content, source: string, rotation: LogRotation, place: PolicyPlace): Change {
  const set = new Map(Object.entries({ ...auditArguments(rotation), 'audit-policy-file': policyArgument(place) }));
  const logs = auditVolumes.filter(({ readOnly }) => !readOnly);
  const volumes = place.kind === 'node' ? [nodeVolume, ...logs] : auditVolumes;
  return {
    what: `auditing with policy ${source}`,
    policy,
    audits: true,
    edit: (text) => withArguments(text, set, volumes),
    kubeadm: { set, remove: [], volumes, unmount: [] },
  };
}

/** No auditing any more: every --audit-* argument goes, with the mounts that it alone needs. */
export function disableChange(args: ReadonlyMap<string, string>): Change {
  const ofAuditing = [...args].filter(([name]) => name.startsWith('audit-'));
  return {
    what: 'no auditing',
    policy: null,
    audits: false,
    edit: withoutAuditing,
    kubeadm: {
      set: new Map(),
      remove: ofAuditing.map(([name]) => name),
      volumes: [],
      unmount: ofAuditing.map(([, value]) => value).filter((value) => value.startsWith('/')),
    },
  };
}

/** Another webhook, with the files that its arguments name; or none. */
export function webhookChange(
  set: ReadonlyMap<string, string>,
  remove: readonly string[],
  files: readonly NodeFile[],
  what: string,
): Change {
  return { ...settingsChange(set, remove), what, files };
}

/** Other arguments of the log, or of a webhook whose files are in the node. */
export function settingsChange(set: ReadonlyMap<string, string>, remove: readonly string[]): Change {
  const words = [...[...set].map(([name, value]) => `--${name}=${value}`), ...remove.map((name) => `no --${name}`)];
  // It stays mounted where the webhook goes: an empty folder keeps no server from starting, and going back needs it.
  const volumes = set.get('audit-webhook-config-file')?.startsWith(`${WEBHOOK_DIR}/`) === true ? [webhookVolume] : [];
  return {
    what: words.join(' '),
    policy: null,
    audits: true,
    edit: (text) => withArguments(withoutArguments(text, remove), set, volumes),
    kubeadm: { set, remove, volumes, unmount: [] },
  };
}

/** Two changes as one: the second is made on top of the first. */
export function joinChanges(first: Change, second: Change): Change {
  const kubeadm =
    first.kubeadm === null || second.kubeadm === null
      ? (first.kubeadm ?? second.kubeadm)
      : {
          set: new Map([...first.kubeadm.set, ...second.kubeadm.set]),
          remove: [...first.kubeadm.remove, ...second.kubeadm.remove],
          volumes: [...first.kubeadm.volumes, ...second.kubeadm.volumes],
          unmount: [...first.kubeadm.unmount, ...second.kubeadm.unmount],
        };
  return {
    what: `${first.what}, ${second.what}`,
    policy: second.policy ?? first.policy,
    audits: second.audits,
    edit: (text) => second.edit(first.edit(text)),
    kubeadm,
    files: [...(first.files ?? []), ...(second.files ?? [])],
  };
}

/** Gives arguments these values, whatever they were, and adds the volumes that are missing. */
function withArguments(text: string, args: ReadonlyMap<string, string>, volumes: readonly ExtraVolume[]): string {
  const cleared = editManifest(text, (_pod, container) => {
    dropFlags(container, ({ name, value }) => args.has(name) && args.get(name) !== value);
  });
  return withAuditing(cleared, { args, volumes });
}

function withoutArguments(text: string, names: readonly string[]): string {
  return editManifest(text, (_pod, container) => {
    dropFlags(container, ({ name }) => names.includes(name));
  });
}
