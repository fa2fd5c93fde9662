// The static pod manifest of kube-apiserver as a value: arguments, mounts, volumes.
import { load } from 'js-yaml';

export interface HostPathVolume {
  readonly name: string;
  readonly path: string;
  readonly type: string;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

export interface ApiServerManifest {
  /** Arguments by name, without dashes; the last one wins, as in the server. */
  readonly args: ReadonlyMap<string, string>;
  readonly mounts: readonly VolumeMount[];
  readonly volumes: readonly HostPathVolume[];
}

interface Pod {
  readonly spec?: {
    readonly containers?: readonly {
      readonly name?: string;
      readonly command?: readonly unknown[];
      readonly args?: readonly unknown[];
      readonly volumeMounts?: readonly Partial<VolumeMount>[];
    }[];
    readonly volumes?: readonly {
      readonly name?: string;
      readonly hostPath?: { path?: string; type?: string } | null;
    }[];
  };
}

/** Reads a manifest; null when the text is not a pod with a container. */
export function parseApiServerManifest(text: string): ApiServerManifest | null {
  let pod: Pod | null;
  try {
    pod = load(text) as Pod | null;
  } catch {
    return null;
  }
  const container = pod?.spec?.containers?.[0];
  if (container === undefined) return null;
  const words = [...(container.command ?? []), ...(container.args ?? [])].map(String);
  return {
    args: new Map(words.filter((word) => word.startsWith('--')).map(splitArgument)),
    mounts: (container.volumeMounts ?? []).map(({ name = '', mountPath = '', readOnly = false }) => ({
      name,
      mountPath,
      readOnly,
    })),
    volumes: (pod?.spec?.volumes ?? []).flatMap(({ name = '', hostPath }) =>
      hostPath === undefined || hostPath === null
        ? []
        : [{ name, path: hostPath.path ?? '', type: hostPath.type ?? '' }],
    ),
  };
}

/** "--name=value" → ["name", "value"]; a flag without a value is "true". */
function splitArgument(word: string): [string, string] {
  const equals = word.indexOf('=');
  return equals < 0 ? [word.slice(2), 'true'] : [word.slice(2, equals), word.slice(equals + 1)];
}

/** Where a path inside the API server's container comes from on the node; null when no mount holds it. */
export function nodePathOf(manifest: ApiServerManifest, path: string): string | null {
  const mount = manifest.mounts
    .filter(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath.replace(/\/$/, '')}/`))
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0];
  const volume = manifest.volumes.find(({ name }) => name === mount?.name);
  if (mount === undefined || volume === undefined) return null;
  return volume.path.replace(/\/$/, '') + path.slice(mount.mountPath.replace(/\/$/, '').length);
}
