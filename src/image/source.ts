// The Go module to build from: the shipped one, or one made for another Kubernetes.
import { fieldsOf, jsonOf, textOf } from '../core/fields.ts';
import { commandFailed } from '../core/command-failed.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { BUILD_ENV, readReleaseInfo, type ReleaseInfo } from './go-build.ts';
import { deriveGoMod, readCompanions, requiredVersion } from './go-module.ts';
import type { ImagePlan } from './plan.ts';
import { stage } from './stage.ts';

/** The module, and what is read from the modules it requires. */
export interface Source {
  /** The folder of its go.mod. */
  readonly folder: string;
  readonly release: ReleaseInfo;
  /** The image that this kind starts as a load balancer. */
  readonly loadBalancerImage: string;
}

/** A module as `go mod download -json` describes it. */
interface Downloaded {
  readonly Dir: string;
  readonly GoMod: string;
  readonly Info: string;
}

const KUBERNETES = 'k8s.io/kubernetes';
const KIND = 'sigs.k8s.io/kind';

/** Gets the module ready; `say` receives the progress texts. */
export async function prepareSource(
  world: Pick<World, 'exec' | 'files' | 'processes' | 'signal'>,
  plan: ImagePlan,
  say: (text: string) => void,
): Promise<Source> {
  const shipped = `${plan.templates}/go`;
  say(`fetching ${KUBERNETES}@${plan.version}`);
  const kubernetes = await download(world, shipped, `${KUBERNETES}@${plan.version}`);
  if (!plan.pinned) await stage(world, plan.paths.source, (part) => derive(world, plan, kubernetes, part, say));
  const folder = plan.pinned ? shipped : plan.paths.source;
  const goMod = (await world.files.read(`${folder}/go.mod`)) ?? '';
  const kind = await download(world, folder, `${KIND}@${requiredVersion(goMod, KIND) ?? 'latest'}`);
  const release = readReleaseInfo((await world.files.read(kubernetes.Info)) ?? '{}');
  if (release === null) throw unreadable(kubernetes.Info);
  return { folder, release, loadBalancerImage: await loadBalancerImage(world, kind) };
}

async function download(
  { exec, signal }: Pick<World, 'exec' | 'signal'>,
  cwd: string,
  module: string,
): Promise<Downloaded> {
  const ran = await exec.run(['go', 'mod', 'download', '-json', module], { cwd, env: BUILD_ENV, signal });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot fetch ${module}`, 'go env GOPROXY');
  const found = downloadedIn(ran.stdout);
  if (found === null)
    throw new Problem('command-failed', `what go prints of ${module} names no files`, { hint: 'go version' });
  return found;
}

function downloadedIn(json: string): Downloaded | null {
  const found = fieldsOf(jsonOf(json));
  const [Dir = '', GoMod = '', Info = ''] = ['Dir', 'GoMod', 'Info'].map((name) => textOf(found[name]));
  return Dir === '' || GoMod === '' || Info === '' ? null : { Dir, GoMod, Info };
}

/** Writes the module for another Kubernetes into a folder: our programs, a derived go.mod, and what tidy adds. */
async function derive(
  world: Pick<World, 'exec' | 'files' | 'signal'>,
  plan: ImagePlan,
  kubernetes: Downloaded,
  folder: string,
  say: (text: string) => void,
): Promise<void> {
  const { exec, files, signal } = world;
  const shipped = `${plan.templates}/go`;
  const constants = `${kubernetes.Dir}/cmd/kubeadm/app/constants/constants.go`;
  const companions = readCompanions((await files.read(constants)) ?? '');
  if (companions === null) throw unreadable(constants);
  await copySources(world, shipped, folder);
  const template = (await files.read(`${shipped}/go.mod`)) ?? '';
  const kubernetesGoMod = (await files.read(kubernetes.GoMod)) ?? '';
  const goMod = deriveGoMod({ template, kubernetesGoMod, version: plan.version, companions });
  await files.write(`${folder}/go.mod`, goMod);
  const ran = await exec.run(['go', 'mod', 'tidy'], {
    cwd: folder,
    env: { ...BUILD_ENV, GOFLAGS: '-mod=mod' },
    signal,
    onLine: say,
  });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot work out the modules of Kubernetes ${plan.version}`);
}

/** Copies the Go files, one folder deep. */
async function copySources({ files }: Pick<World, 'files'>, from: string, to: string): Promise<void> {
  for (const name of await files.list(from)) {
    if (name === 'go.mod' || name === 'go.sum') continue;
    if ((await files.stat(`${from}/${name}`))?.kind !== 'directory') {
      await files.copy(`${from}/${name}`, `${to}/${name}`);
      continue;
    }
    await files.makeDir(`${to}/${name}`);
    for (const file of await files.list(`${from}/${name}`))
      await files.copy(`${from}/${name}/${file}`, `${to}/${name}/${file}`);
  }
}

/** Reads which image kind starts in front of several control planes, from kind's own source. */
async function loadBalancerImage({ files }: Pick<World, 'files'>, kind: Downloaded): Promise<string> {
  const path = `${kind.Dir}/pkg/cluster/internal/loadbalancer/const.go`;
  const image = /^const Image = "([^"]+)"$/m.exec((await files.read(path)) ?? '')?.[1];
  if (image === undefined) throw unreadable(path);
  return image;
}

function unreadable(path: string): Problem {
  return new Problem('file-unreadable', `${path} does not hold what is expected of it`, {
    hint: 'kind-audit image build, without --kubernetes-version',
  });
}
