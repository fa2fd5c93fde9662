// What the ConfigMap kubeadm-config lacks of the auditing in a manifest, or has otherwise: in words, and as a change of it.
import type { ApiServerManifest } from './api-server-manifest.ts';
import { holdsAuditFile, type ExtraVolume } from './audit-settings.ts';
import type { ApiServerChange } from './edit-kubeadm-config.ts';
import type { KubeadmConfig } from './kubeadm-config.ts';

export interface KubeadmDifferences {
  /** One for each difference; empty where there is none. */
  readonly words: readonly string[];
  /** What gives the ConfigMap the auditing of the manifest; volumes that have nothing to do with auditing stay. */
  readonly change: Required<ApiServerChange>;
}

/** Volumes that kubeadm gives every API server by itself. Source: kubeadm's phases/controlplane/volumes.go. */
const ownVolumes = new Set([
  'ca-certs',
  'etc-ca-certificates',
  'etc-pki',
  'etc-pki-ca-trust',
  'etc-pki-tls-certs',
  'k8s-certs',
  'usr-local-share-ca-certificates',
  'usr-share-ca-certificates',
]);

/** Compares audit arguments, and the volumes that they need. */
export function kubeadmDifferences(manifest: ApiServerManifest, kubeadm: KubeadmConfig): KubeadmDifferences {
  const names = [...new Set([...manifest.args.keys(), ...kubeadm.args.keys()])].filter(
    (name) => name.startsWith('audit-') && manifest.args.get(name) !== kubeadm.args.get(name),
  );
  const set = new Map<string, string>();
  for (const name of names) {
    const value = manifest.args.get(name);
    if (value !== undefined) set.set(name, value);
  }
  const lost = kubeadm.volumes
    .map(({ name }) => name)
    .filter((name) => !manifest.volumes.some((volume) => volume.name === name));
  const added = auditVolumesOf(manifest).filter(
    ({ hostPath, mountPath }) =>
      !kubeadm.volumes.some((volume) => volume.mountPath === mountPath && volume.hostPath === hostPath),
  );
  const replaced = new Set(added.map(({ mountPath }) => mountPath));
  return {
    words: [
      ...names.map(
        (name) =>
          `--${name} is ${shown(manifest.args.get(name))}, kubeadm-config says ${shown(kubeadm.args.get(name))}`,
      ),
      ...lost.map((name) => `the volume ${name} is in kubeadm-config only`),
      ...added.map(({ name }) => `the volume ${name} is in the manifest only`),
    ],
    change: {
      set,
      remove: names.filter((name) => !manifest.args.has(name)),
      volumes: added,
      unmount: [],
      removeVolumes: kubeadm.volumes
        .filter(
          ({ name, mountPath }) =>
            lost.includes(name) && (holdsAuditFile(kubeadm.args, mountPath) || replaced.has(mountPath)),
        )
        .map(({ name }) => name),
    },
  };
}

/** The volumes of a manifest that hold its policy, log and webhook file, as kubeadm would be given them. */
function auditVolumesOf(manifest: ApiServerManifest): readonly ExtraVolume[] {
  return manifest.mounts.flatMap(({ name, mountPath, readOnly }): readonly ExtraVolume[] => {
    const volume = manifest.volumes.find((each) => each.name === name);
    if (volume === undefined || ownVolumes.has(name) || !holdsAuditFile(manifest.args, mountPath)) return [];
    return [{ name, hostPath: volume.path, mountPath, readOnly, pathType: volume.type }];
  });
}

function shown(value: string | undefined): string {
  return value === undefined ? 'not set' : value;
}
