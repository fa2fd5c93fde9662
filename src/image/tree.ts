// The node's file tree with the component images in its store, and the layer of the load balancer.
import { commandFailed } from '../core/command-failed.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import {
  componentImages,
  imageConfig,
  imageIndex,
  imageManifest,
  networkImage,
  pauseImage,
  type Blob,
  type ComponentImage,
} from './component-images.ts';
import { inNamespaces } from './namespaces.ts';
import type { ImagePlan } from './plan.ts';
import { stage } from './stage.ts';

type Say = (text: string) => void;

/** Makes the tree unless it is there: `node/`, and `layers/load-balancer.tar.gz`. */
export async function makeTree(
  world: Pick<World, 'exec' | 'files' | 'processes' | 'signal' | 'sha256'>,
  plan: ImagePlan,
  say: Say,
): Promise<'made' | 'kept'> {
  return stage(world, plan.paths.tree, async (folder) => {
    const { programs, base } = plan.paths;
    const images = await imagesOf(world, plan);
    const root = `${folder}/node`;
    const layers = `${folder}/layers`;
    const run = async (what: string, argv: readonly string[]): Promise<void> => {
      say(what);
      const ran = await world.exec.run(argv, { env: { LC_ALL: 'C.UTF-8' }, signal: world.signal });
      if (ran.exitCode !== 0) throw commandFailed(ran, `${what} failed`);
    };
    const step = (name: string): string => `${plan.templates}/steps/${name}.sh`;
    const names = [plan.version, pauseImage(images), networkImage(plan.version)];
    const rootfs = `${plan.templates}/rootfs`;
    await run('file tree', ['bash', step('node'), root, `${base}/base.tar`, rootfs, programs, ...names]);
    await run('component images', ['bash', step('layers'), layers, `${folder}/work`, root, programs]);
    await writeArchive(world, plan, images, layers, `${folder}/archive`);
    await run('store of images', inNamespaces(step('store'), root, `${folder}/archive`));
    await world.files.remove(`${folder}/archive`);
    await world.files.remove(`${folder}/work`);
  });
}

/** Asks the kubeadm that was just built which images it expects. */
async function imagesOf(
  { exec, signal }: Pick<World, 'exec' | 'signal'>,
  plan: ImagePlan,
): Promise<readonly ComponentImage[]> {
  const kubeadm = `${plan.paths.programs}/kubeadm`;
  const argv = [kubeadm, 'config', 'images', 'list', '--kubernetes-version', plan.version];
  const ran = await exec.run(argv, { signal });
  if (ran.exitCode !== 0) throw commandFailed(ran, 'kubeadm does not say which images it expects');
  const images = componentImages(ran.stdout, plan.version);
  if (images !== null) return images;
  throw new Problem('command-failed', `kubeadm ${plan.version} expects other images than are made here`, {
    details: ran.stdout.trim(),
    hint: 'kind-audit image build, without --kubernetes-version',
  });
}

/** Writes the images as a folder in the layout of the Open Container Initiative. */
async function writeArchive(
  world: Pick<World, 'files' | 'sha256'>,
  plan: ImagePlan,
  images: readonly ComponentImage[],
  layers: string,
  folder: string,
): Promise<void> {
  const { files, sha256 } = world;
  const blobs = `${folder}/blobs/sha256`;
  await files.makeDir(blobs);
  const add = async (data: string | Uint8Array): Promise<Blob> => {
    const hash = sha256(data);
    await files.write(`${blobs}/${hash}`, data);
    return { digest: `sha256:${hash}`, size: Buffer.byteLength(data) };
  };
  const added = new Map<string, Blob & { diffId: string }>();
  for (const name of new Set(images.map(({ layer }) => layer))) {
    const bytes = (await files.readBytes(`${layers}/${name}.tar.gz`)) ?? new Uint8Array();
    const plain = ((await files.read(`${layers}/${name}.sha256`)) ?? '').trim();
    added.set(name, { ...(await add(bytes)), diffId: `sha256:${plain}` });
    await files.remove(`${layers}/${name}.tar.gz`);
  }
  const manifests: (Blob & { reference: string })[] = [];
  for (const image of images) {
    const layer = added.get(image.layer);
    if (layer === undefined) continue;
    const config = await add(imageConfig(image, layer, plan.architecture));
    manifests.push({ reference: image.reference, ...(await add(imageManifest(config, layer))) });
  }
  await files.write(`${folder}/index.json`, imageIndex(manifests));
  await files.write(`${folder}/oci-layout`, JSON.stringify({ imageLayoutVersion: '1.0.0' }));
}
