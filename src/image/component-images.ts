// The images of the components that run in pods: their names, their programs, and their form as an OCI image layout.

/** One image, made of a single layer. Several images may share one. */
export interface ComponentImage {
  /** Its full name and tag. */
  readonly reference: string;
  /** The layer, by the name that steps/layers.sh gives it. */
  readonly layer: string;
  readonly entrypoint: readonly string[];
}

/** Repository's last word to layer and entry point. What kubeadm starts by name needs none. */
const components: Readonly<Record<string, { layer: string; entrypoint: readonly string[] }>> = {
  'kube-apiserver': { layer: 'kube-apiserver', entrypoint: [] },
  'kube-controller-manager': { layer: 'kube-controller-manager', entrypoint: [] },
  'kube-scheduler': { layer: 'kube-scheduler', entrypoint: [] },
  'kube-proxy': { layer: 'network', entrypoint: [] },
  etcd: { layer: 'etcd', entrypoint: [] },
  coredns: { layer: 'coredns', entrypoint: ['/coredns'] },
  pause: { layer: 'pause', entrypoint: ['/pause'] },
};

/** The name of the pod network's image: never pulled, so it names no registry. */
export function networkImage(version: string): string {
  return `localhost/kind-audit-net:${version}`;
}

/**
 * Every image a node needs, from the list that `kubeadm config images list` prints. Null where
 * kubeadm names one that is not made here, or leaves one out.
 */
export function componentImages(kubeadmList: string, version: string): readonly ComponentImage[] | null {
  const references = kubeadmList
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const images = references.flatMap((reference) => {
    const known = components[lastWord(reference)];
    return known === undefined ? [] : [{ reference, ...known }];
  });
  if (images.length !== references.length || images.length !== Object.keys(components).length) return null;
  return [...images, { reference: networkImage(version), layer: 'network', entrypoint: [] }];
}

/** The image of the list that holds a pod's namespaces open. */
export function pauseImage(images: readonly ComponentImage[]): string {
  return images.find(({ layer }) => layer === 'pause')?.reference ?? '';
}

function lastWord(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1).replace(/:.*$/, '');
}

/** A piece of an image, by what is in it. */
export interface Blob {
  readonly digest: string;
  readonly size: number;
}

/** A layer as a file: compressed, with the digest of what it unpacks to. */
export interface Layer extends Blob {
  readonly diffId: string;
}

/** The configuration of an image, as text. */
export function imageConfig(image: ComponentImage, layer: Layer, architecture: string): string {
  return JSON.stringify({
    architecture,
    os: 'linux',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      ...(image.entrypoint.length > 0 ? { Entrypoint: image.entrypoint } : {}),
    },
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
  });
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** The manifest of an image, as text. */
export function imageManifest(config: Blob, { digest, size }: Layer): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size }],
  });
}

/** The index of a layout, as text; the runtime takes each image's name from its annotation. */
export function imageIndex(manifests: readonly (Blob & { readonly reference: string })[]): string {
  return JSON.stringify({
    schemaVersion: 2,
    manifests: manifests.map(({ reference, digest, size }) => ({
      mediaType: MANIFEST,
      digest,
      size,
      annotations: { 'io.containerd.image.name': reference },
    })),
  });
}
