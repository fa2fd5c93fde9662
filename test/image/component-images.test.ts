// The images of the components: their names from kubeadm, and their form.
import { expect, test } from 'vitest';
import {
  componentImages,
  imageConfig,
  imageIndex,
  imageManifest,
  pauseImage,
} from '../../src/image/component-images.ts';

const list = [
  'registry.test/kube-apiserver:v1.36.3',
  'registry.test/kube-controller-manager:v1.36.3',
  'registry.test/kube-scheduler:v1.36.3',
  'registry.test/kube-proxy:v1.36.3',
  'registry.test/coredns/coredns:v1.14.2',
  'registry.test/pause:3.10.2',
  'registry.test/etcd:3.6.8-0',
  '',
].join('\n');

test('every image that kubeadm expects is made, and the pod network with them', () => {
  const images = componentImages(list, 'v1.36.3') ?? [];
  expect(images.map(({ reference, layer }) => [reference, layer])).toEqual([
    ['registry.test/kube-apiserver:v1.36.3', 'kube-apiserver'],
    ['registry.test/kube-controller-manager:v1.36.3', 'kube-controller-manager'],
    ['registry.test/kube-scheduler:v1.36.3', 'kube-scheduler'],
    ['registry.test/kube-proxy:v1.36.3', 'network'],
    ['registry.test/coredns/coredns:v1.14.2', 'coredns'],
    ['registry.test/pause:3.10.2', 'pause'],
    ['registry.test/etcd:3.6.8-0', 'etcd'],
    ['localhost/kind-audit-net:v1.36.3', 'network'],
  ]);
  expect(pauseImage(images)).toBe('registry.test/pause:3.10.2');
});

test('a list with an image that is not made here, or with one too few, is rejected', () => {
  expect(componentImages(`${list}registry.test/novelty:v1\n`, 'v1.36.3')).toBeNull();
  expect(componentImages(list.replace(/^.*pause.*\n/m, ''), 'v1.36.3')).toBeNull();
});

test('an image is a configuration, a manifest, and a name in the index', () => {
  const image = { reference: 'registry.test/pause:3.10.2', layer: 'pause', entrypoint: ['/pause'] };
  const layer = { digest: 'sha256:aa', size: 5, diffId: 'sha256:bb' };
  const config = JSON.parse(imageConfig(image, layer, 'arm64'));
  expect(config).toMatchObject({
    architecture: 'arm64',
    os: 'linux',
    config: { Entrypoint: ['/pause'] },
    rootfs: { type: 'layers', diff_ids: ['sha256:bb'] },
  });
  const manifest = JSON.parse(imageManifest({ digest: 'sha256:cc', size: 7 }, layer));
  expect(manifest.config).toMatchObject({ digest: 'sha256:cc', size: 7 });
  expect(manifest.layers).toEqual([
    { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: 'sha256:aa', size: 5 },
  ]);
  const index = JSON.parse(imageIndex([{ reference: image.reference, digest: 'sha256:dd', size: 9 }]));
  expect(index.manifests[0].annotations).toEqual({ 'io.containerd.image.name': 'registry.test/pause:3.10.2' });
});

test('what kubeadm starts by name has no entry point', () => {
  const image = { reference: 'registry.test/etcd:3.6.8-0', layer: 'etcd', entrypoint: [] };
  const config = JSON.parse(imageConfig(image, { digest: '', size: 0, diffId: '' }, 'amd64'));
  expect(config.config).not.toHaveProperty('Entrypoint');
});
