// Changes to the text of kube-apiserver.yaml: adding auditing, removing it, and a mark that makes the kubelet start a new pod.
import { dump } from 'js-yaml';
import { Problem } from '../core/problem.ts';
import type { ExtraVolume } from './audit-settings.ts';
import { flagsOf, type Flag } from './flags.ts';
import { faultText, readPod, type Pod, type PodContainer } from './pod-manifest.ts';

/** What must be in the manifest. */
export interface WantedAuditing {
  readonly args: ReadonlyMap<string, string>;
  readonly volumes: readonly ExtraVolume[];
}

/**
 * Adds the arguments, mounts and volumes that are missing; what is there stays as it is, except the audit arguments that
 * `isUnwanted` names. Of an audit argument that is given more than once the last stays, which is the one in effect.
 */
export function withAuditing(
  text: string,
  { args, volumes }: WantedAuditing,
  isUnwanted: (name: string, value: string) => boolean = () => false,
): string {
  return editManifest(text, (pod, container) => {
    dropFlags(container, ({ name, value }) => isAudit(name) && isUnwanted(name, value));
    dropEarlier(container);
    const command = (container.command ??= []);
    const there = new Set(flagsOf([...command, ...(container.args ?? [])]).map(({ name }) => name));
    for (const [name, value] of args) if (!there.has(name)) command.push(`--${name}=${value}`);
    const mounts = (container.volumeMounts ??= []);
    const known = ((pod.spec ??= {}).volumes ??= []);
    for (const { name, hostPath, mountPath, readOnly, pathType } of volumes) {
      if (!mounts.some((mount) => mount.mountPath === mountPath))
        mounts.push({ name, mountPath, ...(readOnly ? { readOnly } : {}) });
      const volume = known.find((each) => each.name === name);
      const source = { path: hostPath, type: pathType };
      if (volume === undefined) known.push({ name, hostPath: source });
      else if (volume.hostPath === null) volume.hostPath = source;
    }
  });
}

/**
 * Removes every --audit-* argument: the policy is loaded, and a webhook's file is read, and both can end the server, even
 * where there is no log. Removes their mounts too, since a mount that fails keeps the pod from starting.
 */
export function withoutAuditing(text: string): string {
  return editManifest(text, (pod, container) => {
    const paths = dropFlags(container, ({ name }) => isAudit(name));
    dropMounts(pod, container, (folder) =>
      paths.some((path) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`)),
    );
  });
}

function isAudit(name: string): boolean {
  return name.startsWith('audit-');
}

/** Removes flags from command and arguments; returns the values of those that are gone. */
export function dropFlags(
  container: PodContainer,
  isUnwanted: (flag: Flag, part: string) => boolean,
): readonly string[] {
  const gone: string[] = [];
  for (const part of ['command', 'args'] as const) {
    const dropped = flagsOf(container[part] ?? []).filter((flag) => isUnwanted(flag, part));
    if (dropped.length === 0) continue;
    gone.push(...dropped.map(({ value }) => value));
    const isIn = (index: number): boolean => dropped.some(({ at, words }) => index >= at && index < at + words);
    container[part] = (container[part] ?? []).filter((_word, index) => !isIn(index));
  }
  return gone;
}

/** Removes audit arguments that a later one of the same name overrides. */
function dropEarlier(container: PodContainer): void {
  const last = new Map<string, string>();
  for (const part of ['command', 'args'] as const)
    for (const { name, at } of flagsOf(container[part] ?? [])) last.set(name, `${part} ${at}`);
  dropFlags(container, ({ name, at }, part) => isAudit(name) && last.get(name) !== `${part} ${at}`);
}

/** Removes mounts by their folder, with their volumes. */
function dropMounts(pod: Pod, container: PodContainer, isUnwanted: (mountPath: string) => boolean): void {
  const mounts = container.volumeMounts ?? [];
  const gone = new Set(mounts.filter(({ mountPath }) => isUnwanted(mountPath)).map(({ name }) => name));
  if (gone.size === 0) return;
  container.volumeMounts = mounts.filter(({ name }) => !gone.has(name));
  if (pod.spec?.volumes) pod.spec.volumes = pod.spec.volumes.filter(({ name }) => !gone.has(name));
}

/** An annotation: when it changes, the kubelet starts a new pod, without the old one's back-off. */
const MARK = 'kind-audit/restarted-at';

/** Ends the mark of a manifest that an undo has put back. */
export const UNDONE = '-undone';

/** Puts a new mark into the manifest. An identical manifest would restart nothing. */
export function withMark(text: string, mark: string): string {
  return editManifest(text, (pod) => {
    ((pod.metadata ??= {}).annotations ??= {})[MARK] = mark;
  });
}

/** The mark of a manifest; null without one, and for a text that is not a pod. */
export function markOf(text: string): string | null {
  const read = readPod(text);
  return 'pod' in read ? (read.pod.metadata?.annotations?.[MARK] ?? null) : null;
}

/** Changes a manifest's text as a value; throws a Problem where it is not a pod with a container. */
export function editManifest(text: string, change: (pod: Pod, container: PodContainer) => void): string {
  const read = readPod(text);
  if (!('pod' in read)) throw new Problem('api-server-not-ready', faultText('kube-apiserver.yaml', read));
  change(read.pod, read.container);
  // Quotes around every text: the kubelet's YAML reads more words as booleans than this one does.
  return dump(read.pod, { lineWidth: -1, noRefs: true, forceQuotes: true, quoteStyle: 'double' });
}
