// The static pod manifest of kube-apiserver as a value: arguments, mounts, volumes.
import { flagsOf } from './flags.ts';
import { readPod } from './pod-manifest.ts';

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
  /** Every value, in order, of the arguments that are given more than once. */
  readonly repeated: ReadonlyMap<string, readonly string[]>;
  readonly mounts: readonly VolumeMount[];
  readonly volumes: readonly HostPathVolume[];
}

/** Reads a manifest; null when the text is not a pod with a container. */
export function parseApiServerManifest(text: string): ApiServerManifest | null {
  const read = readPod(text);
  if (!('pod' in read)) return null;
  const { pod, container } = read;
  const flags = flagsOf([...(container.command ?? []), ...(container.args ?? [])]);
  const valuesOf = (wanted: string): string[] => flags.filter(({ name }) => name === wanted).map(({ value }) => value);
  const names = new Set(flags.map(({ name }) => name));
  return {
    args: new Map(flags.map(({ name, value }) => [name, value])),
    repeated: new Map([...names].map((name) => [name, valuesOf(name)] as const).filter(([, { length }]) => length > 1)),
    mounts: (container.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => ({
      name: textOf(name),
      mountPath: textOf(mountPath),
      readOnly: readOnly === true,
    })),
    volumes: (pod.spec?.volumes ?? []).flatMap(({ name, hostPath }) =>
      hostPath === undefined || hostPath === null
        ? []
        : [{ name: textOf(name), path: textOf(hostPath.path), type: textOf(hostPath.type) }],
    ),
  };
}

/** A value that should be a text, and in a broken manifest may be anything. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
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
