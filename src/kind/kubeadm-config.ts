// What kubeadm was configured with for the API server: the ClusterConfiguration in a node's kubeadm.conf or in the ConfigMap.
import { loadAll } from 'js-yaml';
import type { ExtraVolume } from './audit-settings.ts';

export interface KubeadmConfig {
  /** For instance kubeadm.k8s.io/v1beta4. */
  readonly apiVersion: string;
  /** The API server's extra arguments by name, without dashes. */
  readonly args: ReadonlyMap<string, string>;
  readonly volumes: readonly ExtraVolume[];
}

interface ClusterConfiguration {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly apiServer?: { readonly extraArgs?: unknown; readonly extraVolumes?: readonly Partial<ExtraVolume>[] };
}

/** Reads the ClusterConfiguration among the documents of a text; null without one. */
export function parseKubeadmConfig(text: string): KubeadmConfig | null {
  let documents: unknown[];
  try {
    documents = loadAll(text);
  } catch {
    return null;
  }
  const found = (documents as (ClusterConfiguration | null)[]).find((each) => each?.kind === 'ClusterConfiguration');
  if (found === undefined || found === null) return null;
  return {
    apiVersion: found.apiVersion ?? '',
    args: readArguments(found.apiServer?.extraArgs),
    volumes: (found.apiServer?.extraVolumes ?? []).map((volume) => ({
      name: volume.name ?? '',
      hostPath: volume.hostPath ?? '',
      mountPath: volume.mountPath ?? '',
      readOnly: volume.readOnly ?? false,
      pathType: volume.pathType ?? 'DirectoryOrCreate',
    })),
  };
}

/** A map up to v1beta3, a list of {name, value} since v1beta4. Source: kubeadm's apis/kubeadm/v1beta4/types.go. */
function readArguments(value: unknown): ReadonlyMap<string, string> {
  if (Array.isArray(value)) {
    return new Map(
      (value as ({ name?: string; value?: string | number | boolean } | null)[]).map((each) => [
        each?.name ?? '',
        String(each?.value ?? ''),
      ]),
    );
  }
  return new Map(Object.entries((value ?? {}) as Record<string, unknown>).map(([name, each]) => [name, String(each)]));
}
