// Changes to the text of kube-apiserver.yaml: adding auditing, removing it, and a mark that makes the kubelet start a new pod.
import { dump, load } from 'js-yaml';
import { Problem } from '../core/problem.ts';
import type { ExtraVolume } from './audit-settings.ts';

interface Container {
  command?: string[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
}

interface Pod {
  metadata?: { annotations?: Record<string, string> };
  spec?: { containers?: Container[]; volumes?: { name: string; hostPath?: { path: string; type?: string } | null }[] };
}

/** What must be in the manifest. */
export interface WantedAuditing {
  readonly args: ReadonlyMap<string, string>;
  readonly volumes: readonly ExtraVolume[];
}

/** Adds the arguments, mounts and volumes that are missing; what is there stays as it is. */
export function withAuditing(text: string, { args, volumes }: WantedAuditing): string {
  return edit(text, (pod, container) => {
    const command = (container.command ??= []);
    for (const [name, value] of args)
      if (!command.some((word) => word.startsWith(`--${name}=`))) command.push(`--${name}=${value}`);
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
 * Removes both --audit-log-* and --audit-policy-file: the policy is loaded, and can end the server, even
 * where there is no log. Removes their mounts too, since a mount that fails keeps the pod from starting.
 */
export function withoutAuditing(text: string): string {
  return edit(text, (pod, container) => {
    const isAudit = (word: string): boolean => /^--audit-(?:log-|policy-file)/.test(word);
    const paths = (container.command ?? []).filter(isAudit).map((word) => word.slice(word.indexOf('=') + 1));
    const holds = (folder: string): boolean =>
      paths.some((path) => path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`));
    const gone = new Set((container.volumeMounts ?? []).filter((m) => holds(m.mountPath)).map(({ name }) => name));
    container.command = (container.command ?? []).filter((word) => !isAudit(word));
    container.volumeMounts = (container.volumeMounts ?? []).filter(({ name }) => !gone.has(name));
    if (pod.spec?.volumes !== undefined) pod.spec.volumes = pod.spec.volumes.filter(({ name }) => !gone.has(name));
  });
}

/** An annotation: when it changes, the kubelet starts a new pod, without the old one's back-off. */
const MARK = 'kind-audit/restarted-at';

/** Puts a new mark into the manifest. An identical manifest would restart nothing. */
export function withMark(text: string, mark: string): string {
  return edit(text, (pod) => {
    ((pod.metadata ??= {}).annotations ??= {})[MARK] = mark;
  });
}

/** The mark of a manifest; null without one, and for a text that is not a pod. */
export function markOf(text: string): string | null {
  return podOf(text)?.metadata?.annotations?.[MARK] ?? null;
}

/** What a manifest says; null for a text that is not YAML. */
function podOf(text: string): Pod | null {
  try {
    return load(text) as Pod | null;
  } catch {
    return null;
  }
}

function edit(text: string, change: (pod: Pod, container: Container) => void): string {
  const pod = podOf(text);
  const container = pod?.spec?.containers?.[0];
  if (pod === null || container === undefined)
    throw new Problem('api-server-not-ready', 'kube-apiserver.yaml is not a pod with a container');
  change(pod, container);
  // Quotes around every text: the kubelet's YAML reads more words as booleans than this one does.
  return dump(pod, { lineWidth: -1, noRefs: true, forceQuotes: true, quoteStyle: 'double' });
}
